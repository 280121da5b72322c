/// Running error analysis: expressions read in numbers that carry a bound on their own rounding
/// error, so that two results are compared by what rounding can explain and by no fixed tolerance.
///
/// ```java
/// BoundedReading reading = new BoundedReading(Map.of(x, xs));
/// Bounded[] a = reading.values(gradient);
/// Bounded[] b = reading.values(formula);
/// Agreement.agree(a[0].value(), b[0].value(), a[0].error() + b[0].error());
/// ```
///
/// [Bounds] is the algebra, [BoundedReading] reads a graph in it, [Agreement] has the one constant
/// there is.
@NullMarked
package dev.adjoint.autodiff.bounds;

import org.jspecify.annotations.NullMarked;
