package dev.adjoint.autodiff.exec.compile;

import dev.adjoint.autodiff.exec.compile.step.Code;
import dev.adjoint.autodiff.graph.Lanes;
import dev.adjoint.autodiff.tensor.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// The algebra in which a formula is read as instructions of one numeric dtype.
///
/// @param assembler where the instructions go
/// @param node whose formula is read
/// @param dtype of the numbers
record InstructionLanes(Assembler assembler, Node node, DType dtype)
    implements Lanes<Instruction, Instruction> {

  /// Enough digits that rounding a quotient of two longs to a dtype rounds once in effect.
  private static final MathContext DIGITS = new MathContext(60);

  @Override
  public Instruction literal(double value) {
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> literal(Literal.of(dtype, value));
      case INT64, BOOL -> literal(new BigDecimal(value));
    };
  }

  @Override
  public Instruction literal(long numerator, long denominator) {
    return literal(BigDecimal.valueOf(numerator).divide(BigDecimal.valueOf(denominator), DIGITS));
  }

  @Override
  public Instruction literal(String decimal) {
    return literal(new BigDecimal(decimal));
  }

  private Instruction literal(BigDecimal value) {
    return switch (dtype) {
      case FLOAT32 -> literal(Literal.of(dtype, value.floatValue()));
      case FLOAT64 -> literal(Literal.of(dtype, value.doubleValue()));
      case INT64 -> literal(new Literal(dtype, value.longValueExact()));
      case BOOL -> throw new IllegalStateException(node + " uses numbers but has none");
    };
  }

  private Instruction literal(Literal literal) {
    return assembler.add(
        Code.LITERAL, literal.dtype(), literal.dtype(), List.of(), literal, null, node);
  }

  @Override
  public Instruction mask(boolean value) {
    return literal(new Literal(DType.BOOL, value ? 1 : 0));
  }

  private Instruction number(Code code, Instruction... operands) {
    return assembler.add(code, dtype, dtype, List.of(operands), null, null, node);
  }

  private Instruction compare(Code code, Instruction a, Instruction b) {
    return assembler.add(code, dtype, DType.BOOL, List.of(a, b), null, null, node);
  }

  private Instruction logic(Code code, Instruction... operands) {
    return assembler.add(code, DType.BOOL, DType.BOOL, List.of(operands), null, null, node);
  }

  @Override
  public Instruction fma(Instruction a, Instruction b, Instruction c) {
    return number(Code.FMA, a, b, c);
  }

  @Override
  public Instruction copySign(Instruction magnitude, Instruction sign) {
    return number(Code.COPY_SIGN, magnitude, sign);
  }

  @Override
  public Instruction select(Instruction condition, Instruction whenTrue, Instruction whenFalse) {
    return number(Code.SELECT, condition, whenTrue, whenFalse);
  }

  @Override
  public Instruction less(Instruction a, Instruction b) {
    return compare(Code.LESS, a, b);
  }

  @Override
  public Instruction lessOrEqual(Instruction a, Instruction b) {
    return compare(Code.LESS_OR_EQUAL, a, b);
  }

  @Override
  public Instruction equal(Instruction a, Instruction b) {
    return compare(Code.EQUAL, a, b);
  }

  @Override
  public Instruction notEqual(Instruction a, Instruction b) {
    return compare(Code.NOT_EQUAL, a, b);
  }

  @Override
  public Instruction and(Instruction a, Instruction b) {
    return logic(Code.AND, a, b);
  }

  @Override
  public Instruction or(Instruction a, Instruction b) {
    return logic(Code.OR, a, b);
  }

  @Override
  public Instruction not(Instruction a) {
    return logic(Code.NOT, a);
  }

  @Override
  public Instruction neg(Instruction x) {
    return number(Code.NEG, x);
  }

  @Override
  public Instruction sqrt(Instruction x) {
    return number(Code.SQRT, x);
  }

  @Override
  public Instruction abs(Instruction x) {
    return number(Code.ABS, x);
  }

  @Override
  public Instruction floor(Instruction x) {
    return number(Code.FLOOR, x);
  }

  @Override
  public Instruction rint(Instruction x) {
    return number(Code.RINT, x);
  }

  @Override
  public Instruction exp(Instruction x) {
    return number(Code.EXP, x);
  }

  @Override
  public Instruction expm1(Instruction x) {
    return number(Code.EXPM1, x);
  }

  @Override
  public Instruction log(Instruction x) {
    return number(Code.LOG, x);
  }

  @Override
  public Instruction log1p(Instruction x) {
    return number(Code.LOG1P, x);
  }

  @Override
  public Instruction sin(Instruction x) {
    return number(Code.SIN, x);
  }

  @Override
  public Instruction cos(Instruction x) {
    return number(Code.COS, x);
  }

  @Override
  public Instruction tan(Instruction x) {
    return number(Code.TAN, x);
  }

  @Override
  public Instruction asin(Instruction x) {
    return number(Code.ASIN, x);
  }

  @Override
  public Instruction acos(Instruction x) {
    return number(Code.ACOS, x);
  }

  @Override
  public Instruction atan(Instruction x) {
    return number(Code.ATAN, x);
  }

  @Override
  public Instruction sinh(Instruction x) {
    return number(Code.SINH, x);
  }

  @Override
  public Instruction cosh(Instruction x) {
    return number(Code.COSH, x);
  }

  @Override
  public Instruction tanh(Instruction x) {
    return number(Code.TANH, x);
  }

  @Override
  public Instruction add(Instruction a, Instruction b) {
    return number(Code.ADD, a, b);
  }

  @Override
  public Instruction sub(Instruction a, Instruction b) {
    return number(Code.SUB, a, b);
  }

  @Override
  public Instruction mul(Instruction a, Instruction b) {
    return number(Code.MUL, a, b);
  }

  @Override
  public Instruction div(Instruction a, Instruction b) {
    return number(Code.DIV, a, b);
  }

  @Override
  public Instruction min(Instruction a, Instruction b) {
    return number(Code.MIN, a, b);
  }

  @Override
  public Instruction max(Instruction a, Instruction b) {
    return number(Code.MAX, a, b);
  }

  @Override
  public Instruction atan2(Instruction a, Instruction b) {
    return number(Code.ATAN2, a, b);
  }

  @Override
  public Instruction pow(Instruction a, Instruction b) {
    return number(Code.POW, a, b);
  }

  @Override
  public Instruction erf(Instruction x) {
    return number(Code.ERF, x);
  }

  @Override
  public Instruction erfc(Instruction x) {
    return number(Code.ERFC, x);
  }

  @Override
  public Instruction erfcx(Instruction x) {
    return number(Code.ERFCX, x);
  }

  @Override
  public Instruction erfinv(Instruction x) {
    return number(Code.ERFINV, x);
  }

  @Override
  public Instruction lgamma(Instruction x) {
    return number(Code.LGAMMA, x);
  }

  @Override
  public Instruction polygamma(int order, Instruction x) {
    return number(Code.POLYGAMMA, literal(order), x);
  }
}
