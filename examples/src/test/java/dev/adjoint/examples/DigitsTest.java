package dev.adjoint.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
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
          {"--epochs", "0"}, {"--batch", "-3"}, {"--rate", "NaN"}, {"--seed", "x"}, {"--what"}
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

  @Test
  void aRateThatDivergesEndsWithOneAndAdvice() {
    assertEquals(1, run("--rate", "1e30", "--epochs", "3"));
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
