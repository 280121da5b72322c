package dev.adjoint.autodiff.op;

import static dev.adjoint.autodiff.op.OpSpec.number;
import static dev.adjoint.autodiff.op.OpSpecs.LINE;
import static dev.adjoint.autodiff.op.OpSpecs.spec;

import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Ops that move elements and compute nothing.
final class ViewSpecs {
  private ViewSpecs() {}

  static void views(List<OpSpec> specs) {
    int[][][] broadcasts = {
      {{}, {}},
      {{}, {3}},
      {{1}, {5}},
      {{3}, {2, 3}},
      {{2, 1, 3}, {2, 4, 3}},
      {{1}, {0}},
      {{0}, {3, 0}},
      {{}, {2, 3, 1}},
      {{1, 1}, {1, 1, 1}}
    };
    for (int[][] c : broadcasts) {
      specs.add(
          spec(
                  Broadcast.class,
                  "broadcast " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().broadcast(Shape.of(c[1])),
                  x -> Naive.fill(c[1], i -> Naive.get(x.getFirst(), i)))
              .onIntegers());
    }
    int[][][] reshapes = {
      {{}, {1}}, {{1, 1}, {}}, {{6}, {2, 3}}, {{2, 3, 5}, {5, 6}}, {{0}, {3, 0}}, {{2, 1, 3}, {6}}
    };
    for (int[][] c : reshapes) {
      specs.add(
          spec(
                  Reshape.class,
                  "reshape " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().reshape(c[1]),
                  x -> Tensor.of(Shape.of(c[1]), x.getFirst().toDoubleArray()))
              .onIntegers());
    }
    int[][][] permutations = {
      {{3}, {0}},
      {{2, 3}, {1, 0}},
      {{2, 3, 5}, {2, 0, 1}},
      {{2, 3, 5}, {0, 2, 1}},
      {{2, 0, 3}, {1, 2, 0}},
      {{}, {}},
      {{2, 1, 3, 4}, {3, 1, 0, 2}}
    };
    for (int[][] c : permutations) {
      specs.add(
          spec(
                  Permute.class,
                  "permute " + Arrays.deepToString(c),
                  List.of(number(LINE, c[0])),
                  x -> x.getFirst().permute(c[1]),
                  x -> {
                    int[] sizes = IntStream.of(c[1]).map(a -> c[0][a]).toArray();
                    return Naive.fill(
                        sizes,
                        i -> {
                          int[] from = new int[i.length];
                          for (int a = 0; a < from.length; a++) {
                            from[c[1][a]] = i[a];
                          }
                          return x.getFirst().doubleAt(from);
                        });
                  })
              .onIntegers());
    }
    for (int[] shape : new int[][] {{7}, {3, 5}, {2, 0, 3}, {1}}) {
      specs.add(
          spec(
                  Flip.class,
                  "flip last " + Arrays.toString(shape),
                  List.of(number(LINE, shape)),
                  x -> Flip.flip(x.getFirst(), -1),
                  x ->
                      Naive.fill(
                          shape,
                          i -> {
                            int last = shape.length - 1;
                            return x.getFirst()
                                .doubleAt(Naive.with(i, last, shape[last] - 1 - i[last]));
                          }))
              .onIntegers());
      specs.add(
          spec(
                  Flip.class,
                  "flip all " + Arrays.toString(shape),
                  List.of(number(LINE, shape)),
                  x -> Flip.flip(x.getFirst()),
                  x ->
                      Naive.fill(
                          shape,
                          i -> {
                            int[] from = new int[i.length];
                            Arrays.setAll(from, a -> shape[a] - 1 - i[a]);
                            return x.getFirst().doubleAt(from);
                          }))
              .onIntegers());
      for (int[] cut : new int[][] {{0, 0}, {0, 1}, {1, 3}, {0, 3}}) {
        if (cut[1] <= shape[0]) {
          specs.add(
              spec(
                      Slice.class,
                      "slice " + Arrays.toString(shape) + " " + Arrays.toString(cut),
                      List.of(number(LINE, shape)),
                      x -> Slice.slice(x.getFirst(), 0, cut[0], cut[1]),
                      x ->
                          Naive.fill(
                              Naive.with(shape, 0, cut[1] - cut[0]),
                              i -> x.getFirst().doubleAt(Naive.with(i, 0, i[0] + cut[0]))))
                  .onIntegers());
        }
      }
      for (int[] margin : new int[][] {{0, 0}, {2, 0}, {0, 3}, {1, 2}}) {
        int last = shape.length - 1;
        specs.add(
            spec(
                    Pad.class,
                    "pad " + Arrays.toString(shape) + " " + Arrays.toString(margin),
                    List.of(number(LINE, shape)),
                    x -> Pad.pad(x.getFirst(), -1, margin[0], margin[1]),
                    x ->
                        Naive.fill(
                            Naive.with(shape, last, shape[last] + margin[0] + margin[1]),
                            i -> {
                              int at = i[last] - margin[0];
                              return at < 0 || at >= shape[last]
                                  ? 0
                                  : x.getFirst().doubleAt(Naive.with(i, last, at));
                            }))
                .onIntegers());
      }
    }
    specs.add(
        spec(
                Slice.class,
                "slice with steps",
                List.of(number(LINE, 4, 9)),
                x ->
                    new Slice(
                            List.of(Dim.of(1), Dim.of(2)),
                            List.of(Dim.of(2), Dim.of(3)),
                            List.of(2, 3))
                        .of(x.getFirst()),
                x ->
                    Naive.fill(
                        new int[] {2, 3}, i -> x.getFirst().doubleAt(1 + 2 * i[0], 2 + 3 * i[1])))
            .onIntegers());
    specs.add(
        spec(
                Pad.class,
                "pad with steps",
                List.of(number(LINE, 2, 3)),
                x ->
                    new Pad(List.of(Dim.of(1), Dim.of(0)), List.of(2, 3), Shape.of(5, 7))
                        .of(x.getFirst()),
                x ->
                    Naive.fill(
                        new int[] {5, 7},
                        i ->
                            i[0] % 2 == 1 && i[1] % 3 == 0
                                ? x.getFirst().doubleAt((i[0] - 1) / 2, i[1] / 3)
                                : 0))
            .onIntegers());
  }
}
