package dev.adjoint.autodiff.support;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A contraction seen from one of its operands, of which a mask says where it may be other than
/// zero.
record Product(Lowering.Contraction contraction, Apply y, int operand) {

  private List<Integer> batch(int side) {
    return side == 0 ? contraction.leftBatch() : contraction.rightBatch();
  }

  private List<Integer> summed(int side) {
    return side == 0 ? contraction.leftContracted() : contraction.rightContracted();
  }

  private List<Integer> free(int side) {
    return IntStream.range(0, y.operands().get(side).rank())
        .filter(a -> !batch(side).contains(a) && !summed(side).contains(a))
        .boxed()
        .toList();
  }

  /// Where the result may be other than zero: where any of its terms may.
  @Nullable Mask result(Mask mask) {
    List<Integer> sources = new ArrayList<>(batch(operand));
    for (int side = 0; side < 2; side++) {
      List<Integer> free = free(side);
      sources.addAll(side == operand ? free : Collections.nCopies(free.size(), -1));
    }
    return mask.onto(sources);
  }

  /// Whether the terms differ. If not, an element of the result counts with all its terms or not at
  /// all, and [#result] says enough.
  boolean differsByTerm(Mask mask) {
    return !summed(operand).stream().allMatch(mask::isConstantAlong);
  }

  /// Whether the elements of the result differ. If not, a term counts for all of them or for none,
  /// and [#met] says enough.
  boolean differsByElement(Mask mask) {
    return !free(operand).stream().allMatch(mask::isConstantAlong);
  }

  /// Where the other operand meets anything but zeros.
  @Nullable Mask met(Mask mask) {
    int other = 1 - operand;
    Integer[] sources = new Integer[y.operands().get(other).rank()];
    Arrays.fill(sources, -1);
    for (int i = 0; i < batch(other).size(); i++) {
      sources[batch(other).get(i)] = batch(operand).get(i);
    }
    for (int i = 0; i < summed(other).size(); i++) {
      sources[summed(other).get(i)] = summed(operand).get(i);
    }
    return mask.onto(List.of(sources));
  }
}
