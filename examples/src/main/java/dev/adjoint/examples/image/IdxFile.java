package dev.adjoint.examples.image;

import static java.util.stream.Collectors.joining;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// An IDX file of unsigned bytes, plain or gzipped: `0 0 8 rank`, then each length as a big-endian
/// int, then the bytes in row-major order.
///
/// Memory is taken for what the file has, never for what its header or its archive promises.
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
      byte[] data = in.readNBytes((int) promised);
      boolean more = in.read() >= 0;
      if (data.length < promised || more) {
        throw new IOException(
            "%s: lengths %s need %d bytes, the file has %s: it is damaged or not an IDX file"
                .formatted(name, Arrays.toString(lengths), promised, more ? "more" : data.length));
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

  /// The length of the first axis.
  int count() {
    return lengths[0];
  }

  /// Whether there is no element.
  boolean isEmpty() {
    return data.length == 0;
  }

  /// The lengths of the axes after the first, as `28×28`.
  String size() {
    return Arrays.stream(lengths).skip(1).mapToObj(Integer::toString).collect(joining("×"));
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
