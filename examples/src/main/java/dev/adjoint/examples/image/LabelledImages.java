package dev.adjoint.examples.image;

import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.nn.data.Dataset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Training and test images with the number of their class: x `[N, pixels]`, FLOAT32 in [0, 1], and
/// y `[N]`, INT64 in 0..9.
public record LabelledImages(Dataset train, Dataset test, String description) {
  private static final int CLASSES = 10;

  /// 1,797 handwritten digits of 8×8 pixels, split by a seed into 1,437 to train and 360 to test.
  /// The file is the test part of UCI's optical digits set.
  public static LabelledImages digits(long seed) throws IOException {
    String name = "/dev/adjoint/examples/digits/digits.csv.gz";
    Dataset all = CsvFile.read("digits.csv.gz", resource(name), 64, 16, CLASSES);
    Dataset.Split split = all.split(1437, seed);
    return new LabelledImages(
        split.first(),
        split.second(),
        "handwritten digits, the test part of UCI's optical digits set");
  }

  /// 10,000 training and 2,000 test images of garments, 28×28 pixels: the first ones of
  /// Fashion-MNIST.
  public static LabelledImages garments() throws IOException {
    return read(
        name -> resource("/dev/adjoint/examples/garments/" + name + ".gz"),
        "garments, the first images of Fashion-MNIST");
  }

  /// The four IDX files of a directory, each plain or with the suffix `.gz`.
  public static LabelledImages directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new FileNotFoundException(
          "there is no directory %s: give one with the IDX files, or digits, or garments"
              .formatted(directory));
    }
    return read(name -> file(directory, name), directory.toString());
  }

  @FunctionalInterface
  private interface Source {
    byte[] bytes(String name) throws IOException;
  }

  private static LabelledImages read(Source source, String description) throws IOException {
    Dataset train = part("train", source);
    Dataset test = part("t10k", source);
    return new LabelledImages(train, test, description);
  }

  private static Dataset part(String prefix, Source source) throws IOException {
    String imageName = prefix + "-images-idx3-ubyte";
    String labelName = prefix + "-labels-idx1-ubyte";
    IdxFile images = IdxFile.read(imageName, source.bytes(imageName), 3);
    IdxFile labels = IdxFile.read(labelName, source.bytes(labelName), 1);
    if (images.count() != labels.count()) {
      throw new IOException(
          "%s has %d images, but %s has %d labels"
              .formatted(imageName, images.count(), labelName, labels.count()));
    }
    Tensor x = images.scaledRows();
    return Dataset.of(x, labels.labels(CLASSES));
  }

  private static byte[] file(Path directory, String name) throws IOException {
    for (String candidate : new String[] {name, name + ".gz"}) {
      Path path = directory.resolve(candidate);
      if (Files.isRegularFile(path)) {
        return Files.readAllBytes(path);
      }
    }
    throw new FileNotFoundException("%s has neither %s nor %s.gz".formatted(directory, name, name));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = LabelledImages.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new FileNotFoundException("resource " + name + " is missing");
      }
      return stream.readAllBytes();
    }
  }
}
