package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// Elementwise nodes of a single element, as flat code over the banks.
///
/// @param codes the primitives
/// @param slots four for each: result and operands, each in the bank of its dtype
/// @param segments stretches of code of one dtype, masks included
/// @param nodes how many nodes there are, for the listing
public record ScalarStep(Code[] codes, int[] slots, List<Segment> segments, int nodes)
    implements Step {

  /// The instructions `from` to `to - 1`.
  public sealed interface Segment {
    int from();

    int to();
  }

  /// Lane primitives on numbers of one dtype and on masks.
  public record Lanes(DType dtype, int from, int to) implements Segment {}

  /// Conversions from one dtype to another.
  public record Conversions(DType source, DType target, int from, int to) implements Segment {}

  @Override
  public void run(Workspace w) {
    for (Segment segment : segments) {
      switch (segment) {
        case Lanes(DType dtype, int from, int to) -> lanes(w, dtype, from, to);
        case Conversions(DType source, DType target, int from, int to) -> {
          Object x = w.arrays[source.ordinal()];
          Object r = w.arrays[target.ordinal()];
          for (int i = from; i < to; i++) {
            Conversion.run(x, slots[4 * i + 1], r, slots[4 * i], 1);
          }
        }
      }
    }
  }

  private void lanes(Workspace w, DType dtype, int from, int to) {
    boolean[] masks = (boolean[]) w.arrays[DType.BOOL.ordinal()];
    switch (dtype) {
      case FLOAT32 ->
          FloatScalars.execute(codes, slots, from, to, (float[]) w.arrays[dtype.ordinal()], masks);
      case FLOAT64, BOOL ->
          DoubleScalars.execute(
              codes, slots, from, to, (double[]) w.arrays[DType.FLOAT64.ordinal()], masks);
      case INT64 ->
          LongScalars.execute(codes, slots, from, to, (long[]) w.arrays[dtype.ordinal()], masks);
    }
  }

  @Override
  public String describe() {
    return "scalars: %d nodes, %d instructions".formatted(nodes, codes.length);
  }
}
