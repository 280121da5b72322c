package dev.adjoint.examples.image;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// An IDX file of unsigned bytes, plain or gzipped: `0 0 8 rank`, then each length as a big-endian
/// int, then the bytes in row-major order.
///
/// The size that the header promises is compared with the file's before anything is allocated.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998.
final class IdxFile {
  private static final int UNSIGNED_BYTE = 8;
  private static final short GZIP_MAGIC = 0x1f8b;

  private final String name;
  private final int[] lengths;
  private final byte[] data;

  private IdxFile(String name, int[] lengths, byte[] data) {
    this.name = name;
    this.lengths = lengths;
    this.data = data;
  }

  /// Reads the content of a file. Throws [IOException] if it is not an IDX file of unsigned bytes
  /// of this rank, is shorter or longer than its header says, or is a damaged archive.
  static IdxFile read(String name, byte[] file, int rank) throws IOException {
    boolean zipped = file.length >= 2 && ByteBuffer.wrap(file).getShort() == GZIP_MAGIC;
    try (InputStream in = open(file, zipped)) {
      int[] lengths = header(name, in, rank);
      long promised = 1;
      for (int length : lengths) {
        promised = length < 0 ? -1 : Math.multiplyExact(promised, length);
        if (promised < 0 || promised > Integer.MAX_VALUE) {
          throw new IOException(
              "%s: impossible lengths %s".formatted(name, Arrays.toString(lengths)));
        }
      }
      int headerSize = 4 + 4 * rank;
      long actual = (zipped ? unzippedSize(file) : file.length) - headerSize;
      if (actual != promised) {
        throw new IOException(
            "%s: lengths %s need %d bytes, the file has %d: it is truncated or not an IDX file"
                .formatted(name, Arrays.toString(lengths), promised, actual));
      }
      byte[] data = in.readNBytes((int) promised);
      if (data.length < promised || in.read() >= 0) {
        throw new IOException("%s: the file does not have the size it promises".formatted(name));
      }
      return new IdxFile(name, lengths, data);
    } catch (EOFException | ZipException e) {
      throw new IOException(
          "%s: damaged or truncated archive: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static InputStream open(byte[] file, boolean zipped) throws IOException {
    InputStream bytes = new ByteArrayInputStream(file);
    return zipped ? new GZIPInputStream(bytes) : bytes;
  }

  private static int[] header(String name, InputStream in, int rank) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4
        || magic[0] != 0
        || magic[1] != 0
        || magic[2] != UNSIGNED_BYTE
        || magic[3] != rank) {
      throw new IOException(
          "%s: expected an IDX file of unsigned bytes and rank %d, which starts with [0, 0, 8, %d], got %s"
              .formatted(name, rank, rank, Arrays.toString(magic)));
    }
    byte[] lengths = in.readNBytes(4 * rank);
    if (lengths.length < 4 * rank) {
      throw new IOException("%s: the header is truncated".formatted(name));
    }
    int[] result = new int[rank];
    ByteBuffer.wrap(lengths).asIntBuffer().get(result);
    return result;
  }

  /// The size that an archive states in its last four bytes.
  private static long unzippedSize(byte[] file) throws IOException {
    if (file.length < 18) {
      throw new EOFException("no trailer");
    }
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 4)
        & 0xffff_ffffL;
  }

  /// The length of the first axis.
  int count() {
    return lengths[0];
  }

  /// The elements divided by 255, a row for each index of the first axis.
  Tensor scaledRows() {
    float[] values = new float[data.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (data[i] & 0xff) / 255f;
    }
    return Tensor.of(Shape.of(count(), count() == 0 ? 0 : data.length / count()), values);
  }

  /// The elements as class numbers below a limit.
  Tensor labels(int classes) throws IOException {
    long[] labels = new long[data.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data[i] & 0xff;
      if (labels[i] >= classes) {
        throw new IOException(
            "%s: label %d is %d, expected 0 to %d".formatted(name, i, labels[i], classes - 1));
      }
    }
    return Tensor.of(labels);
  }
}
