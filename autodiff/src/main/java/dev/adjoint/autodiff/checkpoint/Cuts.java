package dev.adjoint.autodiff.checkpoint;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// The search for places at which to cut a forward pass.
///
/// A cut keeps every value that is computed before it and read by the recomputation after it, so
/// that no segment needs another. Held at once are at most all kept values and one segment's values
/// that the backward pass reads; that sum is the estimate. Segments of 1/2, 1/3, 1/4, 1/6, … of all
/// bytes are tried, each cut where the fewest bytes pass within its second half. That takes O(n log
/// n) steps.
final class Cuts {
  private final int places;

  /// The bytes that each value takes.
  private final long[] bytes;

  /// The bytes that the backward pass reads at places up to and including this one.
  private final long[] saved;

  /// The last place that needs the value for a recomputation.
  private final int[] lastUse;

  /// The bytes that pass from this place, or an earlier one, to a later one.
  private final long[] passing;

  private record Choice(Segments segments, long bytes) {}

  Cuts(Passes passes) {
    List<Apply> forward = passes.forward();
    places = forward.size();
    bytes = new long[places];
    saved = new long[places];
    lastUse = new int[places];
    passing = new long[places];
    BitSet read = new BitSet(places);
    for (Apply node : passes.backward()) {
      node.operands().stream().mapToInt(passes::place).filter(i -> i >= 0).forEach(read::set);
    }
    Arrays.setAll(lastUse, i -> i);
    BitSet needed = (BitSet) read.clone();
    for (int i = places - 1; i >= 0; i--) {
      bytes[i] = bytes(forward.get(i), passes);
      if (needed.get(i)) {
        for (Expr operand : forward.get(i).operands()) {
          int place = passes.place(operand);
          if (place >= 0) {
            needed.set(place);
            lastUse[place] = Math.max(lastUse[place], i);
          }
        }
      }
    }
    long sum = 0;
    for (int i = 0; i < places; i++) {
      sum += read.get(i) ? bytes[i] : 0;
      saved[i] = sum;
      passing[i] += bytes[i] + (i > 0 ? passing[i - 1] : 0);
      passing[lastUse[i]] -= bytes[i];
    }
  }

  /// A view takes what it is a view of; one of an input takes nothing.
  private static long bytes(Apply node, Passes passes) {
    Expr root = node;
    while (root instanceof Apply apply && apply.lowering() instanceof Lowering.View) {
      root = apply.operands().getFirst();
    }
    return passes.place(root) < 0 ? 0 : root.dtype().bytes() * root.shape().size();
  }

  /// The segments of the smallest estimate.
  Segments least() {
    return best().segments;
  }

  /// The smallest estimate.
  long leastBytes() {
    return best().bytes;
  }

  /// The fewest segments with an estimate of no more than this.
  Optional<Segments> within(long budget) {
    for (int parts = 1; parts <= Math.max(1, places); parts = next(parts)) {
      Choice choice = choice(parts);
      if (choice.bytes <= budget) {
        return Optional.of(choice.segments);
      }
    }
    return Optional.empty();
  }

  private Choice best() {
    Choice best = choice(1);
    for (int parts = 2; parts <= places; parts = next(parts)) {
      Choice choice = choice(parts);
      best = choice.bytes < best.bytes ? choice : best;
    }
    return best;
  }

  private static int next(int parts) {
    return parts + Math.max(1, parts / 2);
  }

  private Choice choice(int parts) {
    BitSet ends = parts == 1 ? new BitSet() : ends(total() / parts);
    BitSet kept = new BitSet(places);
    long keptBytes = 0;
    int cut = ends.nextSetBit(0);
    for (int i = 0; i <= cut; i++) {
      if (cut < lastUse[i]) {
        kept.set(i);
        keptBytes += bytes[i];
      }
      cut = i == cut ? ends.nextSetBit(i + 1) : cut;
    }
    long largest = 0;
    int start = -1;
    for (int end = ends.nextSetBit(0); end >= 0; end = ends.nextSetBit(end + 1)) {
      largest = Math.max(largest, saved(start, end));
      start = end;
    }
    largest = Math.max(largest, saved(start, places - 1));
    return new Choice(new Segments(places, ends, kept), keptBytes + largest);
  }

  private long total() {
    return saved(-1, places - 1);
  }

  /// What the backward pass reads at the places after one, up to and including another.
  private long saved(int after, int end) {
    return end < 0 ? 0 : saved[end] - (after < 0 ? 0 : saved[after]);
  }

  /// The last places of segments of this many bytes or somewhat fewer. The last segment, which need
  /// not be computed again, takes a small rest in.
  private BitSet ends(long size) {
    BitSet ends = new BitSet(places);
    int start = -1;
    int best = -1;
    for (int i = 0; i < places - 1; i++) {
      long now = saved(start, i);
      if (2 * now >= size && (best < 0 || passing[i] <= passing[best])) {
        best = i;
      }
      if (now >= size && 2 * saved(best, places - 1) >= size) {
        ends.set(best);
        start = best;
        best = -1;
      }
    }
    return ends;
  }
}
