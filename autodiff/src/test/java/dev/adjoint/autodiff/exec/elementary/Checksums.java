package dev.adjoint.autodiff.exec.elementary;

import java.util.Random;

/// A program that prints a checksum of each function's results on a fixed set of operands, of the
/// first tiles that the virtual machine computes and of those after a while.
final class Checksums {
  private static final int TILE = 512;
  private static final int TILES = 3;
  private static final long WARM_UP_NANOS = 150_000_000;

  private Checksums() {}

  /// No arguments.
  public static void main(String[] arguments) {
    for (ElementaryFunction f : ElementaryFunctions.ALL) {
      System.out.print(line(f));
      long end = System.nanoTime() + WARM_UP_NANOS;
      while (System.nanoTime() < end) {
        checksum(f);
      }
      System.out.print(line(f));
    }
  }

  /// A function and its checksum.
  static String line(ElementaryFunction f) {
    return "%s %016x\n".formatted(f, checksum(f));
  }

  private static long checksum(ElementaryFunction f) {
    Random random = new Random(8);
    Scratch scratch = new Scratch(TILE);
    double[] x = new double[TILE];
    double[] y = new double[TILE];
    double[] tile = new double[TILE];
    long sum = 0;
    for (int t = 0; t < TILES; t++) {
      for (int i = 0; i < TILE; i++) {
        boolean any = t == 2 && i % 4 == 0;
        double[] point = f.points().at(random.nextDouble(), random.nextDouble());
        x[i] = any ? Double.longBitsToDouble(random.nextLong()) : point[0];
        y[i] = any ? Double.longBitsToDouble(random.nextLong()) : point[1];
      }
      f.tile().run(tile, x, y, TILE, scratch);
      for (int i = 0; i < TILE; i++) {
        sum = 31 * sum + Double.doubleToLongBits(tile[i]);
        if (i % 8 == 0) {
          sum = 31 * sum + Double.doubleToLongBits(f.own().at(x[i], y[i]));
        }
      }
    }
    return sum;
  }
}
