package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.internal.Threefry;

/// Elements that follow from their index, and for the random ones from a key.
public sealed interface GenerateStep extends Step {

  /// The index along the middle axis of `[outer, n, inner]`.
  record Iota(int outer, int n, int inner, Place to) implements GenerateStep {
    @Override
    public void run(Workspace w) {
      long[] r = w.longs(to);
      int place = to.offset();
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < inner; j++) {
            r[place++] = i;
          }
        }
      }
    }

    @Override
    public String describe() {
      return "indices along [%d, %d, %d]".formatted(outer, n, inner);
    }
  }

  /// Uniform numbers in [0, 1): the top bits of the first word of Threefry at counter `(i, 0)`.
  record Uniform(int size, Place key, Place to) implements GenerateStep {
    @Override
    public void run(Workspace w) {
      long key0 = w.longs(key)[key.offset()];
      long key1 = w.longs(key)[key.offset() + 1];
      Object target = w.array(to);
      switch (target) {
        case float[] r -> {
          for (int i = 0; i < size; i++) {
            r[to.offset() + i] = (Threefry.first(key0, key1, i, 0) >>> 40) * 0x1p-24f;
          }
        }
        case double[] r -> {
          for (int i = 0; i < size; i++) {
            r[to.offset() + i] = Threefry.unit(Threefry.first(key0, key1, i, 0));
          }
        }
        default -> throw new IllegalStateException("no floating numbers: " + target.getClass());
      }
    }

    @Override
    public String describe() {
      return "%d uniform numbers".formatted(size);
    }
  }

  /// A new key: both words of Threefry at counter `(salt, 1)`.
  record Split(long salt, Place key, Place to) implements GenerateStep {
    @Override
    public void run(Workspace w) {
      long key0 = w.longs(key)[key.offset()];
      long key1 = w.longs(key)[key.offset() + 1];
      long[] r = w.longs(to);
      r[to.offset()] = Threefry.first(key0, key1, salt, 1);
      r[to.offset() + 1] = Threefry.second(key0, key1, salt, 1);
    }

    @Override
    public String describe() {
      return "a new key";
    }
  }
}
