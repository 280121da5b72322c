package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.AdjointException;
import java.util.BitSet;
import java.util.Collection;

/// A forward pass cut into segments, and the places in it whose values are kept.
final class Segments {
  private final int[] segment;
  private final BitSet kept;

  /// Segments end with these places.
  Segments(int places, BitSet ends, BitSet kept) {
    this.segment = new int[places];
    this.kept = kept;
    for (int i = 1; i < places; i++) {
      segment[i] = segment[i - 1] + (ends.get(i - 1) ? 1 : 0);
    }
  }

  /// With a segment ending at each of these nodes, which are kept.
  static Segments at(Passes passes, Collection<? extends Expr> nodes) {
    BitSet kept = new BitSet();
    for (Expr node : nodes) {
      Expr now = passes.stable().get(node);
      if (now == null) {
        throw new AdjointException(
            "[checkpoint] cannot keep %s: the outputs are not computed from it".formatted(node));
      }
      if (passes.isBackward(now)) {
        throw new AdjointException(
            "[checkpoint] cannot keep %s: it belongs to the backward pass, which is computed once"
                .formatted(node));
      }
      int place = passes.place(now);
      if (place >= 0) {
        kept.set(place);
      }
    }
    return new Segments(passes.forward().size(), kept, kept);
  }

  boolean isKept(int place) {
    return kept.get(place);
  }

  /// How many segments begin behind a place's own.
  int behind(int place) {
    return segment[segment.length - 1] - segment[place];
  }
}
