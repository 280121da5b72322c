package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class DigitsTest {
  private static final Pattern ACCURACY =
      Pattern.compile("Accuracy on the ([\\d,]+) test images: ([\\d.]+) %");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Digits.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private double accuracy(String images) {
    Matcher matcher = ACCURACY.matcher(out.toString());
    assertTrue(matcher.find(), out.toString());
    assertEquals(images, matcher.group(1));
    return Double.parseDouble(matcher.group(2));
  }

  @Test
  void withoutArgumentsItChecksPrintsAndLearnsTheDigits() {
    assertEquals(0, run(), err.toString());
    String text = out.toString();
    assertTrue(text.contains("They agree."), text);
    assertTrue(text.contains("∂loss/∂w1 = "), text);
    assertTrue(text.contains("1,437 images to train, 360 to test"), text);
    assertTrue(text.contains("epoch  40 of 40"), text);
    assertTrue(accuracy("360") >= 97, text);
    assertEquals("", err.toString());
  }

  @Test
  void equalSeedsGiveEqualRuns() {
    assertEquals(0, run("--epochs", "2", "--seed", "5"));
    String first = untimed();
    out.getBuffer().setLength(0);
    assertEquals(0, run("--epochs", "2", "--seed", "5"));
    assertEquals(first, untimed());
    out.getBuffer().setLength(0);
    assertEquals(0, run("--epochs", "2", "--seed", "6"));
    assertFalse(first.equals(untimed()));
  }

  private String untimed() {
    return out.toString().replaceAll(", [\\d.]+ s", "");
  }

  @Test
  void trainsOnGarments() {
    assertEquals(0, run("--data", "garments", "--epochs", "1", "--hidden", "32"), err.toString());
    assertTrue(out.toString().contains("Training 784-32-10"), out.toString());
    assertTrue(out.toString().contains("10,000 images to train, 2,000 to test"));
    assertTrue(accuracy("2,000") >= 65, out.toString());
  }

  @Test
  void optionsThatMakeNoSenseEndWithTwo() {
    for (String[] args :
        new String[][] {
          {"--epochs", "0"},
          {"--batch", "-3"},
          {"--rate", "NaN"},
          {"--seed", "x"},
          {"--what"},
          {"--data", ""}
        }) {
      err.getBuffer().setLength(0);
      assertEquals(2, run(args), String.join(" ", args));
      assertTrue(err.toString().contains(args[0]), err.toString());
    }
  }

  @Test
  void missingOrDamagedDataEndWithOneAndALine(@TempDir Path directory) throws IOException {
    assertEquals(1, run("--data", directory.resolve("nowhere").toString()));
    assertTrue(err.toString().startsWith("digits: there is no directory"), err.toString());
    err.getBuffer().setLength(0);
    assertEquals(1, run("--data", directory.toString()));
    assertTrue(err.toString().contains("has neither train-images-idx3-ubyte"), err.toString());
    err.getBuffer().setLength(0);
    Files.write(directory.resolve("train-images-idx3-ubyte"), new byte[] {1, 2, 3, 4});
    Files.write(directory.resolve("train-labels-idx1-ubyte"), new byte[] {1, 2, 3, 4});
    assertEquals(1, run("--data", directory.toString()));
    assertTrue(err.toString().contains("expected an IDX file"), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  private static void write(Path directory, String part, int images, int side) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(16 + images * side * side);
    pixels.putInt(0x0803).putInt(images).putInt(side).putInt(side);
    while (pixels.hasRemaining()) {
      pixels.put((byte) (pixels.position() * 37));
    }
    ByteBuffer labels = ByteBuffer.allocate(8 + images).putInt(0x0801).putInt(images);
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), pixels.array());
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private void refusedBeforeTheCheck(Path directory, String expected) {
    err.getBuffer().setLength(0);
    assertEquals(1, run("--data", directory.toString()));
    assertEquals("digits: " + expected, err.toString().strip());
    assertEquals("", out.toString());
  }

  @Test
  void setsWithoutImagesOrPixelsAreRefusedBeforeTheGradientCheck(@TempDir Path directory)
      throws IOException {
    write(directory, "train", 0, 2);
    write(directory, "t10k", 3, 2);
    refusedBeforeTheCheck(directory, "train-images-idx3-ubyte has no images");
    write(directory, "train", 3, 2);
    write(directory, "t10k", 0, 2);
    refusedBeforeTheCheck(directory, "t10k-images-idx3-ubyte has no images");
    write(directory, "train", 3, 0);
    write(directory, "t10k", 3, 0);
    refusedBeforeTheCheck(directory, "train-images-idx3-ubyte has images of 0×0 pixels, so none");
  }

  @Test
  void imagesOfTwoSizesAreRefusedByBothNames(@TempDir Path directory) throws IOException {
    write(directory, "train", 3, 2);
    write(directory, "t10k", 3, 4);
    refusedBeforeTheCheck(
        directory,
        "train-images-idx3-ubyte has images of 2×2 pixels, but t10k-images-idx3-ubyte of 4×4");
  }

  @Test
  void theCheckSaysOnHowManyImages(@TempDir Path directory) throws IOException {
    write(directory, "train", 3, 2);
    write(directory, "t10k", 2, 2);
    assertEquals(0, run("--data", directory.toString(), "--epochs", "1"), err.toString());
    assertTrue(out.toString().contains("in float64, on 3 images:"), out.toString());
  }

  /// As `digits | head -1`: without an end the run would take hours.
  @Test
  @Timeout(120)
  void aClosedOutputEndsTheRunQuietly() {
    Writer closed =
        new Writer() {
          @Override
          public void write(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    int code = Digits.run(new PrintWriter(closed), new PrintWriter(err), "--epochs", "10000000");
    assertEquals(1, code);
    assertEquals("", err.toString());
  }

  /// In a process of its own, since the library is chosen once.
  @Test
  void aBlasThatCannotBeLoadedEndsWithOneAndALine(@TempDir Path directory) throws Exception {
    Path printed = directory.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dadjoint.blas=/nonexistent",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.adjoint.examples.Digits",
                "--epochs",
                "1")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(printed.toFile())
            .start();
    assertEquals(1, process.waitFor());
    String text = Files.readString(printed);
    assertTrue(text.startsWith("digits: [blas] -Dadjoint.blas=/nonexistent cannot"), text);
    assertEquals(1, text.lines().count(), text);
  }

  @Test
  void aRateThatDivergesEndsWithOneAndAdvice() {
    assertEquals(1, run("--rate", "1e36", "--epochs", "3"));
    assertTrue(err.toString().contains("lower the rate"), err.toString());
  }

  @Test
  void helpListsTheOptions() {
    assertEquals(0, run("--help"));
    for (String option :
        new String[] {"--data", "--epochs", "--batch", "--hidden", "--rate", "--seed"}) {
      assertTrue(out.toString().contains(option), out.toString());
    }
  }
}
