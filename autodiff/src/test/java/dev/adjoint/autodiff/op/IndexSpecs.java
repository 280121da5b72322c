package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.index;
import static dev.adjoint.autodiff.op.OpSpec.mask;
import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.concat;
import static dev.adjoint.autodiff.op.OpSpecs.first;
import static dev.adjoint.autodiff.op.OpSpecs.row;
import static dev.adjoint.autodiff.op.OpSpecs.spec;
import static dev.adjoint.autodiff.op.OpSpecs.zip;

import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import dev.adjoint.autodiff.tensor.internal.Threefry;
import java.util.Arrays;
import java.util.List;

/// Gather, scatter, and what follows from an index or a key alone.
final class IndexSpecs {
  private IndexSpecs() {}

  static void indexing(List<OpSpec> specs) {
    double[] picks = {2, 0, 2, 1, 0};
    for (int[] indices : new int[][] {{}, {1}, {0}, {5}, {2, 3}}) {
      for (int[] x : new int[][] {{3}, {3, 2}, {3, 0}, {4, 2, 3}}) {
        String at = " " + Arrays.toString(x) + " by " + Arrays.toString(indices);
        int[] inner = Arrays.copyOfRange(x, 1, x.length);
        int[] sizes = concat(indices, inner);
        specs.add(
            spec(
                    Gather.class,
                    "gather" + at,
                    List.of(number(LINE, x), index(picks, indices)),
                    v -> Gather.gather(v.get(0), v.get(1)),
                    v ->
                        Naive.fill(
                            sizes,
                            i -> {
                              int[] head = Arrays.copyOf(i, indices.length);
                              int row = (int) v.get(1).doubleAt(head);
                              int[] tail = Arrays.copyOfRange(i, indices.length, i.length);
                              return v.get(0).doubleAt(Naive.insert(tail, 0, row));
                            }))
                .onIntegers());
        specs.add(
            spec(
                    ScatterAdd.class,
                    "scatterAdd" + at,
                    List.of(number(LINE, sizes), index(picks, indices)),
                    v -> ScatterAdd.scatterAdd(v.get(0), v.get(1), Dim.of(x[0])),
                    v -> {
                      double[] data = new double[Arrays.stream(x).reduce(1, (p, q) -> p * q)];
                      int block = Arrays.stream(inner).reduce(1, (p, q) -> p * q);
                      double[] updates = v.get(0).toDoubleArray();
                      double[] rows = v.get(1).toDoubleArray();
                      for (int u = 0; u < updates.length; u++) {
                        int row = (int) rows[u / block];
                        data[row * block + u % block] += updates[u];
                      }
                      return Tensor.of(Shape.of(x), data);
                    })
                .ulp(2)
                .scale(16)
                .onIntegers());
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      specs.add(
          spec(
                  Gather.class,
                  "takeAlong " + a,
                  List.of(
                      number(LINE, 2, 3, 2),
                      index(new double[] {1, 0, 0, 1, 1}, Naive.with(new int[] {2, 3, 2}, a, 4))),
                  v -> Gather.takeAlong(v.get(0), v.get(1), a),
                  v ->
                      Naive.fill(
                          Naive.with(new int[] {2, 3, 2}, a, 4),
                          i -> v.get(0).doubleAt(Naive.with(i, a, (int) v.get(1).doubleAt(i)))))
              .onIntegers());
    }
    specs.add(
        spec(
                Gather.class,
                "gather with a shared axis",
                List.of(number(LINE, 2, 3, 2), index(new double[] {1, 0, 2, 2}, 2, 2)),
                v -> new Gather(1).of(v.get(0), v.get(1)),
                v ->
                    Naive.fill(
                        new int[] {2, 2, 2},
                        i -> v.get(0).doubleAt(i[0], (int) v.get(1).doubleAt(i[0], i[1]), i[2])))
            .onIntegers());
    specs.add(
        spec(
                ScatterAdd.class,
                "scatterAdd with a shared axis",
                List.of(number(LINE, 2, 3), index(new double[] {1, 0, 1, 3, 3, 3}, 2, 3)),
                v -> new ScatterAdd(1, Dim.of(4)).of(v.get(0), v.get(1)),
                v ->
                    Naive.fill(
                        new int[] {2, 4},
                        i ->
                            Naive.sum(
                                3,
                                k ->
                                    v.get(1).doubleAt(i[0], k) == i[1]
                                        ? v.get(0).doubleAt(i[0], k)
                                        : 0)))
            .ulp(2)
            .scale(16)
            .onIntegers());
    specs.add(
        spec(
                ScatterAdd.class,
                "scatterAdd of masks is or",
                List.of(
                    mask(new double[] {1, 0, 0, 0, 1}, 5), index(new double[] {0, 0, 1, 3, 3}, 5)),
                v -> ScatterAdd.scatterAdd(v.get(0), v.get(1), Dim.of(4)),
                v -> Tensor.of(1.0, 0, 0, 1))
            .notSmooth());
  }

  static void generators(List<OpSpec> specs) {
    for (int[] shape : new int[][] {{5}, {0}, {3, 4}, {2, 3, 2}, {33}}) {
      for (int axis = 0; axis < shape.length; axis++) {
        int a = axis;
        specs.add(
            spec(
                    Iota.class,
                    "iota " + Arrays.toString(shape) + " " + a,
                    List.of(),
                    x -> Iota.iota(Shape.of(shape), a),
                    x -> Naive.fill(shape, i -> i[a]))
                .notSmooth());
      }
    }
    for (int n : new int[] {0, 1, 7, 16777217}) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
        specs.add(
            spec(
                    Count.class,
                    "count " + n + " " + dtype,
                    List.of(),
                    x -> new Count(Dim.of("n", n), dtype).of(),
                    x -> Tensor.scalar((double) n))
                .notSmooth());
      }
    }
    double[] key = {42, 7};
    int[][] shapes = {{}, {1}, {0}, {7}, {3, 5}, {33}};
    for (int[] shape : shapes) {
      String at = " " + Arrays.toString(shape);
      specs.add(
          spec(
                  Uniform.class,
                  "uniform float64" + at,
                  List.of(index(key, 2)),
                  x -> Uniform.uniform(new Key(x.getFirst()), TensorType.of(DType.FLOAT64, shape)),
                  x -> draws(42, 7, shape, 53))
              .ulp(0)
              .notSmooth());
      specs.add(
          spec(
                  Uniform.class,
                  "uniform float32" + at,
                  List.of(index(key, 2)),
                  x -> Uniform.uniform(new Key(x.getFirst()), TensorType.of(DType.FLOAT32, shape)),
                  x -> draws(42, 7, shape, 24))
              .ulp(0)
              .notSmooth());
      specs.add(
          spec(
                  Bernoulli.class,
                  "bernoulli" + at,
                  List.of(index(key, 2), number(new double[] {0, 1, 0.5, 0.25}, shape)),
                  x -> Bernoulli.bernoulli(new Key(x.get(0)), x.get(1)),
                  x -> {
                    double[] p = x.get(1).toDoubleArray();
                    double[] u = draws(42, 7, shape, 53).toDoubleArray();
                    double[] y = new double[p.length];
                    Arrays.setAll(y, i -> u[i] < p[i] ? 1 : 0);
                    return Tensor.of(Shape.of(shape), y);
                  })
              .notSmooth());
      specs.add(
          spec(
                  Normal.class,
                  "normal" + at,
                  List.of(index(key, 2)),
                  x -> Normal.normal(new Key(x.getFirst()), TensorType.of(DType.FLOAT64, shape)),
                  x -> {
                    Tensor radius =
                        draws(word(42, 7, "radius", 0), word(42, 7, "radius", 1), shape, 53);
                    Tensor angle =
                        draws(word(42, 7, "angle", 0), word(42, 7, "angle", 1), shape, 53);
                    return zip(
                        List.of(radius, angle),
                        (u, v) ->
                            StrictMath.sqrt(-2 * StrictMath.log1p(-u))
                                * StrictMath.cos(2 * Math.PI * v));
                  })
              .ulp(8)
              .scale(1)
              .notSmooth());
    }
    specs.add(
        spec(
                SplitKey.class,
                "split by number",
                List.of(index(key, 2)),
                x -> new Key(x.getFirst()).split(3).words(),
                x -> Tensor.of(Threefry.first(42, 7, 3, 1), Threefry.second(42, 7, 3, 1)))
            .notSmooth());
    specs.add(
        spec(
                SplitKey.class,
                "split by name",
                List.of(index(key, 2)),
                x -> new Key(x.getFirst()).split("radius").words(),
                x -> Tensor.of(word(42, 7, "radius", 0), word(42, 7, "radius", 1)))
            .notSmooth());
  }

  /// A word of a key split by name: 64-bit FNV-1a, whose parameters are public.
  private static long word(long first, long second, String name, int which) {
    long hash = Long.parseUnsignedLong("14695981039346656037");
    for (int i = 0; i < name.length(); i++) {
      hash ^= name.charAt(i);
      hash *= 1099511628211L;
    }
    return which == 0
        ? Threefry.first(first, second, hash, 1)
        : Threefry.second(first, second, hash, 1);
  }

  private static Tensor draws(long first, long second, int[] shape, int bits) {
    int[] at = {0};
    return Naive.fill(
        shape,
        i -> (double) (Threefry.first(first, second, at[0]++, 0) >>> (64 - bits)) / (1L << bits));
  }
}
