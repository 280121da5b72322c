package dev.adjoint.autodiff.exec.compile.step;

import dev.adjoint.autodiff.tensor.DType;
import java.util.List;

/// Elementwise nodes of a single element, as flat code over the banks.
public final class ScalarStep implements Step {
  private final Code[] codes;

  /// Four for each primitive: result and operands, each in the bank of its dtype.
  private final int[] slots;

  /// Stretches of code of one dtype, masks included.
  private final List<Segment> segments;

  private final int nodes;

  /// Takes over its arrays.
  public ScalarStep(Code[] codes, int[] slots, List<Segment> segments, int nodes) {
    this.codes = codes;
    this.slots = slots;
    this.segments = segments;
    this.nodes = nodes;
  }

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
          Object x = w.arrays[Banks.number(source)];
          Object r = w.arrays[Banks.number(target)];
          for (int i = from; i < to; i++) {
            Conversion.run(x, slots[4 * i + 1], r, slots[4 * i], 1);
          }
        }
      }
    }
  }

  private void lanes(Workspace w, DType dtype, int from, int to) {
    boolean[] masks = (boolean[]) w.arrays[Banks.number(DType.BOOL)];
    switch (dtype) {
      case FLOAT32 ->
          FloatScalars.execute(
              codes, slots, from, to, (float[]) w.arrays[Banks.number(dtype)], masks);
      case FLOAT64, BOOL ->
          DoubleScalars.execute(
              codes, slots, from, to, (double[]) w.arrays[Banks.number(DType.FLOAT64)], masks);
      case INT64 ->
          LongScalars.execute(
              codes, slots, from, to, (long[]) w.arrays[Banks.number(dtype)], masks);
    }
  }

  @Override
  public String describe() {
    return "scalars: %d nodes, %d instructions".formatted(nodes, codes.length);
  }
}
