package dev.adjoint.testkit;

import static dev.adjoint.autodiff.op.Compare.less;

import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.op.Acos;
import dev.adjoint.autodiff.op.Acosh;
import dev.adjoint.autodiff.op.Argument;
import dev.adjoint.autodiff.op.Asin;
import dev.adjoint.autodiff.op.Asinh;
import dev.adjoint.autodiff.op.Atan;
import dev.adjoint.autodiff.op.Atan2;
import dev.adjoint.autodiff.op.Atanh;
import dev.adjoint.autodiff.op.Barrier;
import dev.adjoint.autodiff.op.Clamp;
import dev.adjoint.autodiff.op.ClipGradient;
import dev.adjoint.autodiff.op.ClipGradientNorm;
import dev.adjoint.autodiff.op.Cos;
import dev.adjoint.autodiff.op.Cosh;
import dev.adjoint.autodiff.op.Elu;
import dev.adjoint.autodiff.op.Erf;
import dev.adjoint.autodiff.op.ErfInv;
import dev.adjoint.autodiff.op.ErfInvSlope;
import dev.adjoint.autodiff.op.Erfc;
import dev.adjoint.autodiff.op.Expm1;
import dev.adjoint.autodiff.op.Gaussian;
import dev.adjoint.autodiff.op.Gelu;
import dev.adjoint.autodiff.op.GeluSlope;
import dev.adjoint.autodiff.op.Hypot;
import dev.adjoint.autodiff.op.InverseMills;
import dev.adjoint.autodiff.op.LGamma;
import dev.adjoint.autodiff.op.LeakyRelu;
import dev.adjoint.autodiff.op.Log10;
import dev.adjoint.autodiff.op.Log1mExp;
import dev.adjoint.autodiff.op.Log1p;
import dev.adjoint.autodiff.op.Log2;
import dev.adjoint.autodiff.op.LogAddExp;
import dev.adjoint.autodiff.op.LogCosh;
import dev.adjoint.autodiff.op.LogNormalCdf;
import dev.adjoint.autodiff.op.LogSigmoid;
import dev.adjoint.autodiff.op.LogSoftplus;
import dev.adjoint.autodiff.op.Logit;
import dev.adjoint.autodiff.op.Maximum;
import dev.adjoint.autodiff.op.NormalCdf;
import dev.adjoint.autodiff.op.OneMinusSquare;
import dev.adjoint.autodiff.op.Polygamma;
import dev.adjoint.autodiff.op.Pow;
import dev.adjoint.autodiff.op.Reciprocal;
import dev.adjoint.autodiff.op.Rounding;
import dev.adjoint.autodiff.op.Rsqrt;
import dev.adjoint.autodiff.op.ScaleGradient;
import dev.adjoint.autodiff.op.Sign;
import dev.adjoint.autodiff.op.Silu;
import dev.adjoint.autodiff.op.Sin;
import dev.adjoint.autodiff.op.Sinh;
import dev.adjoint.autodiff.op.Softplus;
import dev.adjoint.autodiff.op.Step;
import dev.adjoint.autodiff.op.StopGradient;
import dev.adjoint.autodiff.op.Tan;
import dev.adjoint.autodiff.op.XLogY;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Constructions that work element by element on floating numbers.
final class Elementwise {
  private Elementwise() {}

  static void addTo(List<Construction> all) {
    all.add(Construction.of(Trait.SMOOTH, Bench::x));
    smooth(all);
    powers(all);
    kinked(all);
    pairs(all);
    transparent(all);
  }

  private static void unary(List<Construction> all, Region domain, UnaryOperator<Expr> f) {
    all.add(Construction.of(Trait.SMOOTH, b -> f.apply(b.x(domain))));
  }

  private static void smooth(List<Construction> all) {
    unary(all, Region.ANY, Expr::negate);
    unary(all, Region.ANY, Expr::square);
    unary(all, Region.ANY, Sin::sin);
    unary(all, Region.ANY, Cos::cos);
    unary(all, Region.UNIT, Tan::tan);
    unary(all, Region.ANY, Expr::tanh);
    unary(all, Region.ANY, Expr::sigmoid);
    unary(all, Region.ANY, Softplus::softplus);
    unary(all, Region.ANY, Silu::silu);
    unary(all, Region.ANY, Gelu::gelu);
    unary(all, Region.MODERATE, x -> new GeluSlope().of(x));
    unary(all, Region.ANY, LogSigmoid::logSigmoid);
    unary(all, Region.MODERATE, LogSoftplus::logSoftplus);
    unary(all, Region.ANY, LogCosh::logCosh);
    unary(all, Region.MODERATE, Erf::erf);
    unary(all, Region.MODERATE, Erfc::erfc);
    unary(all, Region.UNIT, ErfInv::erfinv);
    unary(all, Region.UNIT, x -> new ErfInvSlope().of(x));
    unary(all, Region.MODERATE, NormalCdf::normalCdf);
    unary(all, Region.MODERATE, LogNormalCdf::logNormalCdf);
    unary(all, Region.MODERATE, InverseMills::inverseMills);
    unary(all, Region.MODERATE, Expr::exp);
    unary(all, Region.MODERATE, Expm1::expm1);
    unary(all, Region.POSITIVE, Expr::log);
    unary(all, Region.UNIT, Log1p::log1p);
    unary(all, Region.POSITIVE, Log1p::log1p);
    unary(all, Region.POSITIVE, Log2::log2);
    unary(all, Region.POSITIVE, Log10::log10);
    unary(all, Region.NEGATIVE, Log1mExp::log1mexp);
    unary(all, Region.PROBABILITY, Logit::logit);
    unary(all, Region.UNIT, Asin::asin);
    unary(all, Region.UNIT, Acos::acos);
    unary(all, Region.ANY, Atan::atan);
    unary(all, Region.MODERATE, Sinh::sinh);
    unary(all, Region.MODERATE, Cosh::cosh);
    unary(all, Region.ANY, Asinh::asinh);
    unary(all, Region.ABOVE_ONE, Acosh::acosh);
    unary(all, Region.UNIT, Atanh::atanh);
    unary(all, Region.UNIT, OneMinusSquare::oneMinusSquare);
    unary(all, Region.POSITIVE, LGamma::lgamma);
  }

  private static void powers(List<Construction> all) {
    unary(all, Region.POSITIVE, Expr::sqrt);
    unary(all, Region.POSITIVE, Rsqrt::rsqrt);
    unary(all, Region.POSITIVE, Reciprocal::reciprocal);
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().times(0.5 + b.parameter() * 0.25)));
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().pow(b.parameter() % 5)));
    all.add(Construction.of(Trait.SMOOTH, b -> b.x(Region.POSITIVE).pow(b.parameter() * 0.5 - 2)));
    all.add(Construction.of(Trait.SMOOTH, b -> b.x(Region.POSITIVE).pow(-1 - b.parameter() % 3)));
    all.add(
        Construction.of(
            Trait.SMOOTH,
            b -> Gaussian.gaussian(b.x(Region.MODERATE), b.parameter() % 2 == 0 ? 0.5 : 0.25)));
    all.add(
        Construction.of(
            Trait.SMOOTH, b -> Polygamma.polygamma(b.parameter() % 4, b.x(Region.POSITIVE))));
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
    functions.forEach(f -> all.add(Construction.of(Trait.KINKED, b -> f.apply(b.x()))));
    all.add(
        Construction.of(
            Trait.KINKED, b -> LeakyRelu.leakyRelu(b.x(), 0.125 * (b.parameter() + 1))));
    all.add(Construction.of(Trait.KINKED, b -> Elu.elu(b.x(), 0.5 + b.parameter())));
    all.add(Construction.of(Trait.KINKED, b -> Clamp.clamp(b.x(), -1.5, 0.5 * b.parameter())));
    all.add(Construction.of(Trait.KINKED, b -> Maximum.maximum(b.x(), b.y())));
    all.add(Construction.of(Trait.KINKED, b -> Maximum.minimum(b.x(), b.y())));
  }

  private static void pairs(List<Construction> all) {
    pair(all, Region.ANY, Region.ANY, Expr::plus);
    pair(all, Region.ANY, Region.ANY, Expr::times);
    pair(all, Region.ANY, Region.ANY, Expr::minus);
    pair(all, Region.ANY, Region.POSITIVE, Expr::dividedBy);
    pair(all, Region.ANY, Region.POSITIVE, Atan2::atan2);
    pair(all, Region.ANY, Region.POSITIVE, Hypot::hypot);
    pair(all, Region.ANY, Region.ANY, LogAddExp::logAddExp);
    pair(all, Region.POSITIVE, Region.MODERATE, Pow::pow);
    pair(all, Region.ANY, Region.POSITIVE, XLogY::xlogy);
    pair(all, Region.ANY, Region.UNIT, XLogY::xlog1py);
  }

  private static void pair(
      List<Construction> all, Region first, Region second, BinaryOperator<Expr> f) {
    all.add(Construction.of(Trait.SMOOTH, b -> f.apply(b.x(first), b.y(second))));
  }

  /// What leaves numbers as they are, or nearly.
  private static void transparent(List<Construction> all) {
    all.add(Construction.of(Trait.SMOOTH, b -> b.x().asWritten()));
    all.add(Construction.of(Trait.SMOOTH, b -> Barrier.barrier(b.x(), b.y())));
    all.add(Construction.of(Trait.SMOOTH, b -> Argument.argument(b.x())));
    all.add(
        Construction.of(Trait.SMOOTH, b -> b.x().cast(other(b.dtype())).sigmoid().cast(b.dtype())));
    all.add(Construction.of(Trait.STOPPING, b -> StopGradient.stopGradient(b.x())));
    all.add(
        Construction.of(
            Trait.REDEFINING, b -> ScaleGradient.scaleGradient(b.x(), b.parameter() - 2)));
    all.add(
        Construction.of(
            Trait.REDEFINING, b -> ClipGradient.clipGradient(b.x(), -0.5, b.parameter())));
    all.add(
        Construction.of(
            Trait.REDEFINING, b -> ClipGradientNorm.clipGradientNorm(b.x(), 0.5 + b.parameter())));
    all.add(Construction.of(Trait.REDEFINING, b -> StraightThrough.OP.of(b.x())));
    all.add(Construction.of(Trait.KINKED, b -> less(b.x(), b.y()).cast(b.dtype()).plus(b.x())));
  }

  private static DType other(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT32 : DType.FLOAT64;
  }
}
