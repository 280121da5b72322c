package dev.adjoint.examples.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadersTest {
  private static byte[] idx(int[] lengths, int... data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * lengths.length + data.length);
    buffer.putInt(0x0800 | lengths.length);
    for (int length : lengths) {
      buffer.putInt(length);
    }
    for (int value : data) {
      buffer.put((byte) value);
    }
    return buffer.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static String refused(byte[] file, int rank) {
    String message =
        assertThrows(IOException.class, () -> IdxFile.read("file", file, rank)).getMessage();
    assertTrue(message.startsWith("file: "), message);
    return message;
  }

  @Test
  void readsPlainAndZippedFiles() throws IOException {
    byte[] plain = idx(new int[] {2, 1, 2}, 0, 255, 51, 102);
    for (byte[] file : new byte[][] {plain, gzip(plain)}) {
      IdxFile read = IdxFile.read("file", file, 3);
      assertEquals(2, read.count());
      assertEquals(Tensor.of(new float[][] {{0, 1}, {51 / 255f, 102 / 255f}}), read.scaledRows());
    }
    assertEquals(Tensor.of(3L, 9L), IdxFile.read("file", idx(new int[] {2}, 3, 9), 1).labels(10));
  }

  /// The trailer of the last member states the size of that member alone.
  @Test
  void readsArchivesOfSeveralMembers() throws IOException {
    byte[] plain = idx(new int[] {4}, 1, 2, 3, 4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(gzip(Arrays.copyOf(plain, 5)));
    out.write(gzip(Arrays.copyOfRange(plain, 5, 10)));
    out.write(gzip(Arrays.copyOfRange(plain, 10, plain.length)));
    assertEquals(Tensor.of(1L, 2, 3, 4), IdxFile.read("file", out.toByteArray(), 1).labels(10));
  }

  @Test
  void aFileThatMayNotBeReadSaysSo(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("train-images-idx3-ubyte"), new byte[1]);
    for (Path denied : new Path[] {file, directory}) {
      assumeTrue(denied.toFile().setReadable(false) && denied.toFile().setExecutable(false));
      assumeFalse(Files.isReadable(denied), "a superuser reads all");
      String message =
          assertThrows(IOException.class, () -> LabelledImages.directory(directory)).getMessage();
      assertEquals(file + " cannot be read: permission denied", message);
    }
    assertTrue(directory.toFile().setReadable(true) && directory.toFile().setExecutable(true));
  }

  @Test
  void refusesWhatIsNotIdx() throws IOException {
    assertTrue(refused(new byte[0], 1).contains("expected an IDX file"));
    assertTrue(refused(new byte[] {0, 0}, 1).contains("expected an IDX file"));
    assertTrue(refused(idx(new int[] {2}, 1, 2), 3).contains("rank 3"));
    byte[] floats = idx(new int[] {2}, 1, 2);
    floats[2] = 0x0d;
    assertTrue(refused(floats, 1).contains("got [0, 0, 13, 1]"));
    assertTrue(
        refused(Arrays.copyOf(idx(new int[] {2}, 1, 2), 6), 1).contains("header is truncated"));
  }

  @Test
  void refusesLengthsThatTheFileDoesNotHaveBeforeAllocating() throws IOException {
    assertTrue(refused(idx(new int[] {-1}, 1), 1).contains("impossible lengths [-1]"));
    int big = Integer.MAX_VALUE;
    assertTrue(refused(idx(new int[] {big, big, big}, 1), 3).contains("impossible lengths"));
    assertTrue(refused(idx(new int[] {big}, 1), 1).contains("need 2147483647 bytes"));
    assertTrue(refused(gzip(idx(new int[] {big}, 1)), 1).contains("need 2147483647 bytes"));
    assertTrue(refused(idx(new int[] {3}, 1, 2), 1).contains("need 3 bytes, the file has 2"));
    assertTrue(refused(idx(new int[] {1}, 1, 2), 1).contains("need 1 bytes, the file has more"));
    assertTrue(refused(gzip(idx(new int[] {3}, 1, 2)), 1).contains("need 3 bytes, the file has 2"));
  }

  @Test
  void refusesDamagedArchives() throws IOException {
    int[] data = new int[1000];
    Arrays.setAll(data, i -> i * i * 31 & 0xff);
    byte[] whole = gzip(idx(new int[] {1000}, data));
    for (int length = 2; length < whole.length; length += 7) {
      refused(Arrays.copyOf(whole, length), 1);
    }
    byte[] flipped = whole.clone();
    flipped[whole.length - 6] ^= 1; // in the checksum
    assertTrue(refused(flipped, 1).contains("damaged or truncated archive"));
    // A trailer that states the right size on a stream that is cut.
    byte[] cut = Arrays.copyOf(whole, whole.length - 50);
    System.arraycopy(whole, whole.length - 4, cut, cut.length - 4, 4);
    refused(cut, 1);
  }

  @Test
  void refusesLabelsBeyondTheClasses() throws IOException {
    IdxFile labels = IdxFile.read("file", idx(new int[] {2}, 3, 10), 1);
    assertEquals(
        "file: label 1 is 10, expected 0 to 9",
        assertThrows(IOException.class, () -> labels.labels(10)).getMessage());
  }

  @Test
  void imagesAndLabelsMustBeEquallyMany(@TempDir Path directory) throws IOException {
    Files.write(directory.resolve("train-images-idx3-ubyte"), idx(new int[] {2, 1, 1}, 1, 2));
    Files.write(directory.resolve("train-labels-idx1-ubyte.gz"), gzip(idx(new int[] {1}, 1)));
    String message =
        assertThrows(IOException.class, () -> LabelledImages.directory(directory)).getMessage();
    assertEquals(
        "train-images-idx3-ubyte has 2 images, but train-labels-idx1-ubyte has 1 labels", message);
  }

  private static Dataset csv(String text) throws IOException {
    return CsvFile.read("csv", gzip(text.getBytes(StandardCharsets.US_ASCII)), 2, 16, 10);
  }

  @Test
  void readsPixelsAndClasses() throws IOException {
    Dataset data = csv("0,16,3\n8,4,9\n");
    assertEquals(Tensor.of(new float[][] {{0, 1}, {0.5f, 0.25f}}), data.x());
    assertEquals(Tensor.of(3L, 9L), data.y());
  }

  @Test
  void namesTheLineThatIsWrong() {
    assertEquals(
        "csv, line 2: expected 2 pixels and a class, got 2 fields",
        assertThrows(IOException.class, () -> csv("1,2,3\n1,2\n")).getMessage());
    assertEquals(
        "csv, line 1: 'x' is not a whole number",
        assertThrows(IOException.class, () -> csv("1,x,3\n")).getMessage());
    assertEquals(
        "csv, line 1: 17 is not within 0 to 16",
        assertThrows(IOException.class, () -> csv("17,1,3\n")).getMessage());
    assertEquals(
        "csv, line 1: 10 is not within 0 to 9",
        assertThrows(IOException.class, () -> csv("1,1,10\n")).getMessage());
  }

  @Test
  void theDigitsAreAllThere() throws IOException {
    LabelledImages digits = LabelledImages.digits(1);
    assertEquals(1437, digits.train().size());
    assertEquals(360, digits.test().size());
    long[] count = new long[10];
    for (Dataset part : new Dataset[] {digits.train(), digits.test()}) {
      for (long label : part.y().toLongArray()) {
        count[(int) label]++;
      }
    }
    assertEquals(Tensor.of(178L, 182, 177, 183, 181, 182, 181, 179, 174, 180), Tensor.of(count));
  }
}
