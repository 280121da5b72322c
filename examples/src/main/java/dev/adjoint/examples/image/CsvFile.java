package dev.adjoint.examples.image;

import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A gzipped CSV file of images: a line is the whole numbers of the pixels, then the class.
final class CsvFile {
  /// Far more than a data set in this format has, far less than memory.
  private static final int MOST_LINES = 100_000;

  private CsvFile() {}

  /// Reads the content of a file: x is the pixels divided by the largest possible one.
  static Dataset read(String name, byte[] file, int pixels, int largest, int classes)
      throws IOException {
    List<int[]> rows = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(file)), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String place = name + ", line " + (rows.size() + 1);
        if (rows.size() == MOST_LINES) {
          throw new IOException("%s: more than %d lines".formatted(name, MOST_LINES));
        }
        rows.add(row(place, line, pixels, largest, classes));
      }
    } catch (EOFException | ZipException e) {
      throw new IOException(
          "%s: damaged or truncated archive: %s".formatted(name, e.getMessage()), e);
    }
    float[] x = new float[rows.size() * pixels];
    long[] y = new long[rows.size()];
    for (int s = 0; s < y.length; s++) {
      int[] row = rows.get(s);
      for (int i = 0; i < pixels; i++) {
        x[s * pixels + i] = row[i] / (float) largest;
      }
      y[s] = row[pixels];
    }
    return Dataset.of(Tensor.of(Shape.of(y.length, pixels), x), Tensor.of(y));
  }

  private static int[] row(String place, String line, int pixels, int largest, int classes)
      throws IOException {
    List<String> fields = List.of(line.split(",", -1));
    if (fields.size() != pixels + 1) {
      throw new IOException(
          "%s: expected %d pixels and a class, got %d fields"
              .formatted(place, pixels, fields.size()));
    }
    int[] row = new int[pixels + 1];
    for (int i = 0; i <= pixels; i++) {
      int most = i < pixels ? largest : classes - 1;
      row[i] = number(place, fields.get(i), most);
    }
    return row;
  }

  private static int number(String place, String field, int most) throws IOException {
    try {
      int number = Integer.parseInt(field);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("%s: '%s' is not a whole number".formatted(place, field), e);
    }
    throw new IOException("%s: %s is not within 0 to %d".formatted(place, field, most));
  }
}
