package dev.adjoint.testkit;

import static dev.adjoint.testkit.Construction.ofAxis;
import static dev.adjoint.testkit.Construction.ofElements;

import dev.adjoint.autodiff.op.Centre;
import dev.adjoint.autodiff.op.CumulativeProduct;
import dev.adjoint.autodiff.op.CumulativeSum;
import dev.adjoint.autodiff.op.Extremum;
import dev.adjoint.autodiff.op.LinearRecurrence;
import dev.adjoint.autodiff.op.LogSoftmax;
import dev.adjoint.autodiff.op.LogSumExp;
import dev.adjoint.autodiff.op.Norm;
import dev.adjoint.autodiff.op.Normalization;
import dev.adjoint.autodiff.op.Prod;
import dev.adjoint.autodiff.op.ProductOfOthers;
import dev.adjoint.autodiff.op.Softmax;
import dev.adjoint.autodiff.op.Sort;
import dev.adjoint.autodiff.op.StandardDeviation;
import dev.adjoint.autodiff.op.Variance;
import dev.adjoint.testkit.Construction.Trait;
import java.util.List;
import java.util.Optional;

/// Constructions along axes: sums, products, extremes, orders, statistics.
final class Folds {
  private Folds() {}

  static void addTo(List<Construction> all) {
    sums(all);
    running(all);
    statistics(all);
    orders(all);
  }

  private static void sums(List<Construction> all) {
    all.add(ofAxis(Trait.SUMMING, b -> b.x().sum(b.axis())));
    all.add(Construction.of(Trait.SUMMING, b -> b.x().sum()));
    all.add(ofElements(Trait.SUMMING, b -> b.x().mean(b.axis())));
    all.add(ofAxis(Trait.SUMMING, b -> Prod.prod(b.x(), b.axis())));
    all.add(ofAxis(Trait.SUMMING, b -> new ProductOfOthers().of(b.x())));
    all.add(ofElements(Trait.SUMMING, b -> LogSumExp.logSumExp(b.peaked(), b.axis())));
    all.add(ofElements(Trait.SUMMING, b -> Softmax.softmax(b.peaked(), b.axis())));
    all.add(ofElements(Trait.SUMMING, b -> LogSoftmax.logSoftmax(b.peaked(), b.axis())));
  }

  private static void running(List<Construction> all) {
    all.add(ofAxis(Trait.SUMMING, b -> new CumulativeSum(b.axis(), b.isOdd()).of(b.x())));
    all.add(ofAxis(Trait.SUMMING, b -> new CumulativeProduct(b.axis(), b.isOdd()).of(b.x())));
    all.add(
        ofAxis(
            Trait.SUMMING, b -> new LinearRecurrence(b.axis(), b.isOdd()).of(b.x().tanh(), b.x())));
  }

  private static void statistics(List<Construction> all) {
    all.add(ofElements(Trait.SUMMING, b -> Centre.centre(b.x(), b.axis())));
    all.add(ofElements(Trait.SUMMING, b -> Variance.variance(b.x(), b.axis())));
    all.add(ofElements(Trait.KINKED, b -> StandardDeviation.standardDeviation(b.x(), b.axis())));
    all.add(ofElements(Trait.SUMMING, b -> Norm.norm(b.x(Region.POSITIVE), b.axis())));
    all.add(ofElements(Trait.KINKED, b -> Norm.norm(b.x(), b.axis())));
    all.add(ofElements(Trait.KINKED, b -> Norm.norm1(b.x(), b.axis())));
    all.add(ofElements(Trait.SUMMING, b -> Normalization.standardize(b.x(), 0.125, b.axis())));
  }

  private static void orders(List<Construction> all) {
    all.add(ofElements(Trait.KINKED, b -> Extremum.max(b.x(), b.axis())));
    all.add(ofElements(Trait.KINKED, b -> Extremum.min(b.x(), b.axis())));
    all.add(
        new Construction(
            Trait.KINKED,
            b -> Optional.of(b.x()).filter(x -> x.shape().size() > 0).map(Extremum::max)));
    all.add(ofAxis(Trait.KINKED, b -> new Sort(b.axis(), b.isOdd()).of(b.x())));
    all.add(
        ofElements(
            Trait.KINKED,
            b -> Sort.topK(b.x(), b.parameter() % (b.x().shape().size(b.axis()) + 1), b.axis())));
  }
}
