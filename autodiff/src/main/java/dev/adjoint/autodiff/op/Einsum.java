package dev.adjoint.autodiff.op;

import dev.adjoint.autodiff.graph.Arity;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Lowering;
import dev.adjoint.autodiff.graph.Misuse;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.DTypeException;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.ShapeException;
import dev.adjoint.autodiff.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A product of two operands by subscripts, one letter an axis, such as `bij,bjk->bik`: the sum
/// over the letters that the result does not have; floating or INT64. Here the result has shared
/// letters first, then those of the left operand in their order, then those of the right; the
/// factory takes any order.
///
/// The derivative is a product by subscripts again: ā = `result,right->left` of ȳ and b, b̄ =
/// `left,result->right` of a and ȳ.
public record Einsum(String left, String right, String result) implements Op {
  private static final Pattern SUBSCRIPTS =
      Pattern.compile("\\s*([A-Za-z]*)\\s*,\\s*([A-Za-z]*)\\s*->\\s*([A-Za-z]*)\\s*");

  /// The product by subscripts `left,right->result`. A letter of one operand alone that the result
  /// lacks is summed first.
  public static Expr einsum(String subscripts, Expr a, Expr b) {
    Matcher parsed = SUBSCRIPTS.matcher(subscripts);
    if (!parsed.matches()) {
      throw misuse("subscripts must look like ij,jk->ik, got \"" + subscripts + '"', a, b);
    }
    String left = parsed.group(1);
    String right = parsed.group(2);
    String result = parsed.group(3);
    distinct(left, a, b);
    distinct(right, a, b);
    distinct(result, a, b);
    named(left, a, a, b);
    named(right, b, a, b);
    String unknown = only(result, c -> !has(left, (char) c) && !has(right, (char) c));
    if (!unknown.isEmpty()) {
      throw misuse("subscript " + unknown.charAt(0) + " of the result is in no operand", a, b);
    }
    Expr x = Sum.over(a, Axes.of(left.length(), i -> !has(right + result, left.charAt(i))));
    Expr y = Sum.over(b, Axes.of(right.length(), i -> !has(left + result, right.charAt(i))));
    String l = only(left, c -> has(right + result, (char) c));
    String r = only(right, c -> has(left + result, (char) c));
    String ordered = ordered(l, r, result);
    Expr product = new Einsum(l, r, ordered).of(x, y);
    return ordered.equals(result)
        ? product
        : new Permute(result.chars().map(ordered::indexOf).boxed().toList()).of(product);
  }

  /// The letters of the result, those of both operands first, then the left's, then the right's.
  private static String ordered(String left, String right, String result) {
    return only(result, c -> has(left, (char) c) && has(right, (char) c))
        + only(left, c -> has(result, (char) c) && !has(right, (char) c))
        + only(right, c -> has(result, (char) c) && !has(left, (char) c));
  }

  private static void distinct(String letters, Expr a, Expr b) {
    letters
        .chars()
        .filter(c -> letters.indexOf(c) != letters.lastIndexOf(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw misuse("subscript " + (char) c + " is twice in \"" + letters + '"', a, b);
            });
  }

  private static void named(String letters, Expr x, Expr a, Expr b) {
    if (letters.length() != x.rank()) {
      throw misuse(
          "subscripts \"%s\" name %d axes of an operand of shape %s"
              .formatted(letters, letters.length(), x.shape()),
          a,
          b);
    }
  }

  private static ShapeException misuse(String rule, Expr a, Expr b) {
    return Misuse.shape("einsum", rule, List.of(a, b));
  }

  private static boolean has(String letters, char c) {
    return letters.indexOf(c) >= 0;
  }

  private static String only(String letters, IntPredicate wanted) {
    return letters
        .chars()
        .filter(wanted)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Override
  public TensorType type(List<TensorType> operands) {
    Arity.expect(operands, 2);
    TensorType a = operands.get(0);
    TensorType b = operands.get(1);
    if (a.rank() != left.length()
        || b.rank() != right.length()
        || !result.equals(ordered(left, right, result))
        || !only(left, c -> !has(right + result, (char) c)).isEmpty()
        || !only(right, c -> !has(left + result, (char) c)).isEmpty()) {
      throw new ShapeException(
          "%s,%s->%s does not fit %s and %s in canonical order: use the factory einsum"
              .formatted(left, right, result, a.shape(), b.shape()));
    }
    if (a.dtype() != b.dtype() || a.dtype() == DType.BOOL) {
      throw new DTypeException(
          "needs two operands of one numeric dtype, got %s and %s".formatted(a.dtype(), b.dtype()));
    }
    List<Dim> dims = new ArrayList<>();
    String letters = only(left, c -> !has(result, (char) c)) + result;
    for (int i = 0; i < letters.length(); i++) {
      char c = letters.charAt(i);
      Dim dim =
          !has(left, c)
              ? b.shape().dim(right.indexOf(c))
              : !has(right, c) ? a.shape().dim(left.indexOf(c)) : shared(c, a.shape(), b.shape());
      if (has(result, c)) {
        dims.add(dim);
      }
    }
    return new TensorType(a.dtype(), Shape.of(dims));
  }

  private Dim shared(char c, Shape a, Shape b) {
    Dim p = a.dim(left.indexOf(c));
    Dim q = b.dim(right.indexOf(c));
    return p.unify(q)
        .orElseThrow(
            () ->
                new ShapeException(
                    "subscript %s has length %s in %s %s, but %s in %s %s"
                        .formatted(c, p, left, a, q, right, b)));
  }

  @Override
  public List<Optional<Expr>> vjp(List<Expr> operands, Expr y, Expr yBar) {
    Expr a = operands.get(0);
    Expr b = operands.get(1);
    return List.of(
        Optional.of(einsum(result + "," + right + "->" + left, yBar, b)),
        Optional.of(einsum(left + "," + result + "->" + right, a, yBar)));
  }

  @Override
  public Lowering lowering(List<TensorType> operands) {
    String batch = only(result, c -> has(left, (char) c) && has(right, (char) c));
    String summed = only(left, c -> !has(result, (char) c));
    return new Lowering.Contraction(
        places(batch, left), places(batch, right), places(summed, left), places(summed, right));
  }

  private static List<Integer> places(String letters, String within) {
    return letters.chars().map(within::indexOf).boxed().toList();
  }

  @Override
  public Notation notation() {
    return new Notation.Function(
        "einsum", "\\operatorname{einsum}", List.of(left + "," + right + "->" + result));
  }
}
