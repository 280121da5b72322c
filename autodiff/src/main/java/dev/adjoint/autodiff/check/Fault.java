package dev.adjoint.autodiff.check;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.tensor.DType;
import java.util.Optional;
import java.util.OptionalInt;

/// A derivative that is wrong.
///
/// @param subject what is wrong: the op's name for a rule, else the target
/// @param node the node whose rule is wrong, or the target whose gradient is
/// @param operand the position of the operand whose cotangent is wrong, if it is a rule
/// @param position where in it, such as `[0, 2]`; empty if nowhere in particular
/// @param expected the derivative there
/// @param actual what the rule, reverse mode or a formula gives
/// @param tolerance how far apart they may be
/// @param kind what it looks like
/// @param detail more about it: the factor, the part of elements concerned
/// @param order of the derivative, 1 or 2
/// @param dtype in which it is wrong
public record Fault(
    String subject,
    Optional<Expr> node,
    OptionalInt operand,
    String position,
    double expected,
    double actual,
    double tolerance,
    ErrorKind kind,
    String detail,
    int order,
    DType dtype) {

  /// The same fault seen as another kind.
  Fault with(ErrorKind other, String more) {
    return new Fault(
        subject, node, operand, position, expected, actual, tolerance, other, more, order, dtype);
  }

  Fault along(String place) {
    return new Fault(
        subject, node, operand, place, expected, actual, tolerance, kind, detail, order, dtype);
  }

  Fault ofOrder(int n) {
    return new Fault(
        subject, node, operand, position, expected, actual, tolerance, kind, detail, n, dtype);
  }

  Fault in(DType other) {
    return new Fault(
        subject, node, operand, position, expected, actual, tolerance, kind, detail, order, other);
  }

  /// The line of user code that the node comes from.
  public String line() {
    return node.map(n -> n.origin().written().toString()).orElse("unknown line");
  }

  private String what() {
    String place = position.isEmpty() ? "" : " at " + position;
    String derivative = order == 2 ? ", differentiated again" : "";
    String rule =
        operand.isPresent()
            ? "[%s] the vjp rule for operand %d".formatted(subject, operand.getAsInt())
            : subject;
    return rule + derivative + place + (dtype == DType.FLOAT32 ? " in float32" : "");
  }

  @Override
  public String toString() {
    String numbers =
        kind == ErrorKind.CONTRACT || Double.isNaN(tolerance)
            ? ""
            : "gives %s, the derivative is %s, they may differ by %s; "
                .formatted(actual, expected, tolerance);
    String node = this.node.map(n -> "%n  in %s".formatted(n)).orElse("");
    return "%s %sthis looks like %s%s%s%n  at %s%n  what to do: %s"
        .formatted(
            what(),
            numbers,
            kind.text(),
            detail.isEmpty() ? "" : " (" + detail + ")",
            node,
            line(),
            kind.hint());
  }
}
