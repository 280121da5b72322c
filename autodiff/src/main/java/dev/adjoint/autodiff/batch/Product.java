package dev.adjoint.autodiff.batch;

import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.op.Einsum;
import dev.adjoint.autodiff.op.MatMul;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// A contraction of operands of these ranks, as a matrix product if it is one.
record Product(
    int leftRank,
    int rightRank,
    List<Integer> leftBatch,
    List<Integer> rightBatch,
    List<Integer> leftContracted,
    List<Integer> rightContracted) {

  Op op() {
    int r = leftRank;
    List<Integer> leading = IntStream.range(0, Math.max(0, r - 2)).boxed().toList();
    boolean isMatMul =
        r >= 2
            && rightRank == r
            && leftBatch.equals(leading)
            && rightBatch.equals(leading)
            && leftContracted.equals(List.of(r - 1))
            && rightContracted.equals(List.of(r - 2));
    return isMatMul ? new MatMul() : einsum();
  }

  /// How many axes of the result stand before the free ones of the right operand.
  int leftOfResult() {
    return leftRank - leftContracted.size();
  }

  /// The left operand's axes are a, b, …; those of the right that are not paired come after.
  private Op einsum() {
    List<Character> left =
        new ArrayList<>(IntStream.range(0, leftRank).mapToObj(Product::letter).toList());
    List<Character> right = new ArrayList<>(Collections.nCopies(rightRank, ' '));
    for (int i = 0; i < leftBatch.size(); i++) {
      right.set(rightBatch.get(i), left.get(leftBatch.get(i)));
    }
    for (int i = 0; i < leftContracted.size(); i++) {
      right.set(rightContracted.get(i), left.get(leftContracted.get(i)));
    }
    int next = leftRank;
    StringBuilder result = new StringBuilder();
    leftBatch.forEach(a -> result.append(left.get(a)));
    IntStream.range(0, leftRank)
        .filter(a -> !leftBatch.contains(a) && !leftContracted.contains(a))
        .forEach(a -> result.append(left.get(a)));
    for (int a = 0; a < rightRank; a++) {
      if (right.get(a) == ' ') {
        right.set(a, letter(next++));
        result.append(right.get(a));
      }
    }
    return new Einsum(text(left), text(right), result.toString());
  }

  private static char letter(int i) {
    return (char) (i < 26 ? 'a' + i : 'A' + i - 26);
  }

  private static String text(List<Character> letters) {
    StringBuilder text = new StringBuilder();
    letters.forEach(text::append);
    return text.toString();
  }
}
