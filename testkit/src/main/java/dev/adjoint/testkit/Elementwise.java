package dev.adjoint.testkit;

import static dev.adjoint.autodiff.op.Compare.less;
import static dev.adjoint.testkit.Construction.of;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.*;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Constructions that work element by element on floating numbers.
final class Elementwise {
  private Elementwise() {}

  static void addTo(List<Construction> all) {
    all.add(of(Trait.SMOOTH, Bench::x));
    smooth(all);
    powers(all);
    kinked(all);
    pairs(all);
    transparent(all);
  }

  private static void unary(List<Construction> all, Domain domain, UnaryOperator<Expr> f) {
    all.add(of(Trait.SMOOTH, b -> f.apply(b.x(domain))));
  }

  private static void smooth(List<Construction> all) {
    unary(all, Domain.ANY, Expr::negate);
    unary(all, Domain.ANY, Expr::square);
    unary(all, Domain.ANY, Sin::sin);
    unary(all, Domain.ANY, Cos::cos);
    unary(all, Domain.UNIT, Tan::tan);
    unary(all, Domain.ANY, Expr::tanh);
    unary(all, Domain.ANY, Expr::sigmoid);
    unary(all, Domain.ANY, Softplus::softplus);
    unary(all, Domain.ANY, Silu::silu);
    unary(all, Domain.ANY, Gelu::gelu);
    unary(all, Domain.MODERATE, x -> new GeluSlope().of(x));
    unary(all, Domain.ANY, LogSigmoid::logSigmoid);
    unary(all, Domain.MODERATE, LogSoftplus::logSoftplus);
    unary(all, Domain.ANY, LogCosh::logCosh);
    unary(all, Domain.MODERATE, Erf::erf);
    unary(all, Domain.MODERATE, Erfc::erfc);
    unary(all, Domain.UNIT, ErfInv::erfinv);
    unary(all, Domain.UNIT, x -> new ErfInvSlope().of(x));
    unary(all, Domain.MODERATE, NormalCdf::normalCdf);
    unary(all, Domain.MODERATE, LogNormalCdf::logNormalCdf);
    unary(all, Domain.MODERATE, InverseMills::inverseMills);
    unary(all, Domain.MODERATE, Expr::exp);
    unary(all, Domain.MODERATE, Expm1::expm1);
    unary(all, Domain.POSITIVE, Expr::log);
    unary(all, Domain.UNIT, Log1p::log1p);
    unary(all, Domain.POSITIVE, Log1p::log1p);
    unary(all, Domain.POSITIVE, Log2::log2);
    unary(all, Domain.POSITIVE, Log10::log10);
    unary(all, Domain.NEGATIVE, Log1mExp::log1mexp);
    unary(all, Domain.PROBABILITY, Logit::logit);
    unary(all, Domain.UNIT, Asin::asin);
    unary(all, Domain.UNIT, Acos::acos);
    unary(all, Domain.ANY, Atan::atan);
    unary(all, Domain.MODERATE, Sinh::sinh);
    unary(all, Domain.MODERATE, Cosh::cosh);
    unary(all, Domain.ANY, Asinh::asinh);
    unary(all, Domain.ABOVE_ONE, Acosh::acosh);
    unary(all, Domain.UNIT, Atanh::atanh);
    unary(all, Domain.UNIT, OneMinusSquare::oneMinusSquare);
    unary(all, Domain.POSITIVE, LGamma::lgamma);
  }

  private static void powers(List<Construction> all) {
    unary(all, Domain.POSITIVE, Expr::sqrt);
    unary(all, Domain.POSITIVE, Rsqrt::rsqrt);
    unary(all, Domain.POSITIVE, Reciprocal::reciprocal);
    all.add(of(Trait.SMOOTH, b -> b.x().times(0.5 + b.parameter() * 0.25)));
    all.add(of(Trait.SMOOTH, b -> b.x().pow(b.parameter() % 5)));
    all.add(of(Trait.SMOOTH, b -> b.x(Domain.POSITIVE).pow(b.parameter() * 0.5 - 2)));
    all.add(of(Trait.SMOOTH, b -> b.x(Domain.POSITIVE).pow(-1 - b.parameter() % 3)));
    all.add(
        of(
            Trait.SMOOTH,
            b -> Gaussian.gaussian(b.x(Domain.MODERATE), b.parameter() % 2 == 0 ? 0.5 : 0.25)));
    all.add(
        of(
            Trait.SMOOTH,
            b -> Polygamma.polygamma(b.parameter() % 4, b.x(Domain.POSITIVE))));
  }

  private static void kinked(List<Construction> all) {
    List<UnaryOperator<Expr>> functions =
        List.of(
            Expr::abs,
            Expr::relu,
            Elu::elu,
            Sign::sign,
            Step::step,
            Rounding::floor,
            Rounding::ceil,
            Rounding::round);
    functions.forEach(f -> all.add(of(Trait.KINKED, b -> f.apply(b.x()))));
    all.add(of(Trait.KINKED, b -> LeakyRelu.leakyRelu(b.x(), 0.125 * (b.parameter() + 1))));
    all.add(of(Trait.KINKED, b -> Elu.elu(b.x(), 0.5 + b.parameter())));
    all.add(of(Trait.KINKED, b -> Clamp.clamp(b.x(), -1.5, 0.5 * b.parameter())));
    all.add(of(Trait.KINKED, b -> Maximum.maximum(b.x(), b.y())));
    all.add(of(Trait.KINKED, b -> Maximum.minimum(b.x(), b.y())));
  }

  private static void pairs(List<Construction> all) {
    pair(all, Domain.ANY, Domain.ANY, Expr::plus);
    pair(all, Domain.ANY, Domain.ANY, Expr::times);
    pair(all, Domain.ANY, Domain.ANY, Expr::minus);
    pair(all, Domain.ANY, Domain.POSITIVE, Expr::dividedBy);
    pair(all, Domain.ANY, Domain.POSITIVE, Atan2::atan2);
    pair(all, Domain.ANY, Domain.POSITIVE, Hypot::hypot);
    pair(all, Domain.ANY, Domain.ANY, LogAddExp::logAddExp);
    pair(all, Domain.POSITIVE, Domain.MODERATE, Pow::pow);
    pair(all, Domain.ANY, Domain.POSITIVE, XLogY::xlogy);
    pair(all, Domain.ANY, Domain.UNIT, XLogY::xlog1py);
  }

  private static void pair(
      List<Construction> all, Domain first, Domain second, BinaryOperator<Expr> f) {
    all.add(of(Trait.SMOOTH, b -> f.apply(b.x(first), b.y(second))));
  }

  /// What leaves numbers as they are, or nearly.
  private static void transparent(List<Construction> all) {
    all.add(of(Trait.SMOOTH, b -> b.x().asWritten()));
    all.add(of(Trait.SMOOTH, b -> b.x().cast(other(b.dtype())).sigmoid().cast(b.dtype())));
    all.add(of(Trait.STOPPING, b -> StopGradient.stopGradient(b.x())));
    all.add(of(Trait.REDEFINING, b -> ScaleGradient.scaleGradient(b.x(), b.parameter() - 2)));
    all.add(of(Trait.REDEFINING, b -> ClipGradient.clipGradient(b.x(), -0.5, b.parameter())));
    all.add(
        of(Trait.REDEFINING, b -> ClipGradientNorm.clipGradientNorm(b.x(), 0.5 + b.parameter())));
    all.add(of(Trait.REDEFINING, b -> StraightThrough.OP.of(b.x())));
    all.add(of(Trait.KINKED, b -> less(b.x(), b.y()).cast(b.dtype()).plus(b.x())));
  }

  private static DType other(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT32 : DType.FLOAT64;
  }
}
