package dev.adjoint.autodiff.graph;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Where an op is a differentiable function of one operand: the open interval in which its result
/// and its derivatives are finite. An operand without one may be any number.
///
/// ```java
/// @Domain(above = 0)
/// public record Log() implements ElementwiseUnary { … }
/// ```
///
/// Nothing is refused outside: ops answer there as IEEE 754 does. It is for what chooses operands,
/// such as property tests, and holds for every setting of the op's parameters.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Domain.Several.class)
public @interface Domain {
  /// Which operand.
  int operand() default 0;

  /// Elements are greater than this.
  double above() default Double.NEGATIVE_INFINITY;

  /// Elements are less than this.
  double below() default Double.POSITIVE_INFINITY;

  /// Elements are none of these.
  double[] except() default {};

  /// What matrices, the last two axes, must be.
  Matrices matrices() default Matrices.ANY;

  /// A condition on matrices.
  enum Matrices {
    /// None.
    ANY,
    /// Symmetric part positive definite.
    POSITIVE_DEFINITE,
    /// No zero on the diagonal.
    NONZERO_DIAGONAL
  }

  /// The domains of several operands.
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Several {
    /// One for each restricted operand.
    Domain[] value();
  }
}
