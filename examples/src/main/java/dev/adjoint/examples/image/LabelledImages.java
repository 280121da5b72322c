package dev.adjoint.examples.image;

import dev.adjoint.nn.data.Dataset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

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

  /// The four IDX files of a directory, each plain or with the suffix `.gz`. Throws [IOException]
  /// if one is missing, damaged or without images, or if images to train and to test differ in
  /// size.
  public static LabelledImages directory(Path directory) throws IOException {
    try {
      if (!attributes(directory).map(BasicFileAttributes::isDirectory).orElse(false)) {
        throw new FileNotFoundException(
            "there is no directory %s: give one with the IDX files, or digits, or garments"
                .formatted(directory));
      }
      return read(name -> file(directory, name), directory.toString());
    } catch (AccessDeniedException e) {
      throw new IOException(e.getFile() + " cannot be read: permission denied", e);
    }
  }

  /// What a path leads to; empty if to nothing. Unlike [Files#isDirectory] it tells nothing from
  /// what may not be seen.
  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @FunctionalInterface
  private interface Source {
    byte[] bytes(String name) throws IOException;
  }

  private static LabelledImages read(Source source, String description) throws IOException {
    Part train = Part.of("train", source);
    Part test = Part.of("t10k", source);
    if (!train.images.size().equals(test.images.size())) {
      throw new IOException(
          "%s has images of %s pixels, but %s of %s"
              .formatted(train.name, train.images.size(), test.name, test.images.size()));
    }
    return new LabelledImages(train.data(), test.data(), description);
  }

  /// Images, which are neither none nor empty, with their labels.
  private record Part(String name, IdxFile images, IdxFile labels) {
    static Part of(String prefix, Source source) throws IOException {
      String imageName = prefix + "-images-idx3-ubyte";
      String labelName = prefix + "-labels-idx1-ubyte";
      IdxFile images = IdxFile.read(imageName, source.bytes(imageName), 3);
      IdxFile labels = IdxFile.read(labelName, source.bytes(labelName), 1);
      if (images.count() != labels.count()) {
        throw new IOException(
            "%s has %d images, but %s has %d labels"
                .formatted(imageName, images.count(), labelName, labels.count()));
      }
      if (images.count() == 0) {
        throw new IOException(imageName + " has no images");
      }
      if (images.isEmpty()) {
        throw new IOException(
            "%s has images of %s pixels, so none".formatted(imageName, images.size()));
      }
      return new Part(imageName, images, labels);
    }

    Dataset data() throws IOException {
      return Dataset.of(images.scaledRows(), labels.labels(CLASSES));
    }
  }

  private static byte[] file(Path directory, String name) throws IOException {
    for (String candidate : new String[] {name, name + ".gz"}) {
      Path path = directory.resolve(candidate);
      if (attributes(path).map(BasicFileAttributes::isRegularFile).orElse(false)) {
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
