package dev.adjoint.autodiff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The order of the packages, and what library code must not do.
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  static final String ROOT = "dev.adjoint.autodiff";

  /// A package may depend on those of a lower rank. Subpackages belong to their parent.
  private static final Map<String, Integer> RANK =
      Map.ofEntries(
          Map.entry("tensor", 0),
          Map.entry("graph", 1),
          Map.entry("op", 2),
          Map.entry("tree", 2),
          Map.entry("rewrite", 3),
          Map.entry("support", 3),
          Map.entry("batch", 4),
          Map.entry("checkpoint", 6),
          Map.entry("grad", 5),
          Map.entry("exec", 6),
          Map.entry("symbolic", 6),
          Map.entry("bounds", 7),
          Map.entry("io", 7),
          Map.entry("check", 8),
          Map.entry("inspect", 8));

  /// `x.plus(y)` and `x.peek()` are written on the expression itself.
  private static final String SUGAR = ROOT + ".graph.Expr";

  private static final Set<String> SUGAR_MAY_SEE = Set.of("op", "exec");

  private static final Set<String> MATH_THAT_DIFFERS_BETWEEN_PLATFORMS =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan",
          "atan2", "sinh", "cosh", "tanh", "pow", "cbrt", "hypot");

  /// What `exec.elementary` has.
  private static final Set<String> OWN_FUNCTIONS =
      Set.of(
          "exp", "expm1", "log", "log1p", "sinh", "cosh", "tanh", "pow", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2");

  private static final Set<String> LANEWISE_THAT_DIFFERS_BETWEEN_PLATFORMS =
      Set.of(
          "EXP", "EXPM1", "LOG", "LOG10", "LOG1P", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN",
          "ATAN2", "SINH", "COSH", "TANH", "POW", "CBRT", "HYPOT");

  private static final String VECTOR = "jdk.incubator.vector.";

  private static final Set<String> FLOATING_VECTORS =
      Set.of(VECTOR + "FloatVector", VECTOR + "DoubleVector", VECTOR + "Vector");

  @ArchTest
  static final ArchRule packagesDependOneWay =
      classes()
          .should(
              new ArchCondition<JavaClass>("depend only on packages to the left of their own") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                  String from = layer(origin);
                  if (!from.isEmpty() && !RANK.containsKey(from)) {
                    violated(events, origin, origin.getName() + ": package has no rank");
                    return;
                  }
                  for (var dependency : origin.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith(ROOT)
                        && !mayDepend(origin, from, layer(target))) {
                      violated(events, origin, dependency.getDescription());
                    }
                  }
                }
              })
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noElementaryFunctionsOfMath =
      noAccess(
          "call elementary functions of Math (StrictMath gives the same bits everywhere)",
          access ->
              access.getTargetOwner().getName().equals("java.lang.Math")
                  && MATH_THAT_DIFFERS_BETWEEN_PLATFORMS.contains(access.getTarget().getName()));

  @ArchTest
  static final ArchRule executorsUseOwnFunctions =
      noAccess(
          "call StrictMath in an executor where exec.elementary has a function of its own",
          access ->
              access.getOriginOwner().getPackageName().startsWith(ROOT + ".exec")
                  && access.getTargetOwner().getName().equals("java.lang.StrictMath")
                  && OWN_FUNCTIONS.contains(access.getTarget().getName()));

  @ArchTest
  static final ArchRule noElementaryFunctionsOfVectors =
      noAccess(
          "use the Vector API's elementary functions (their bits depend on the platform)",
          access ->
              access.getTargetOwner().getName().equals(VECTOR + "VectorOperators")
                  && LANEWISE_THAT_DIFFERS_BETWEEN_PLATFORMS.contains(
                      access.getTarget().getName()));

  @ArchTest
  static final ArchRule noFloatingReductionsOfVectors =
      noAccess(
          "reduce floating-point lanes by the Vector API (its order is unspecified)",
          access ->
              FLOATING_VECTORS.contains(access.getTargetOwner().getName())
                  && access.getTarget().getName().startsWith("reduceLanes"));

  @ArchTest
  static final ArchRule noConsole =
      noAccess(
          "write to System.out or System.err (log, or return what there is to say)",
          access ->
              access.getTargetOwner().getName().equals("java.lang.System")
                  && Set.of("out", "err").contains(access.getTarget().getName()));

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      classes()
          .should(
              new ArchCondition<JavaClass>("not be named *Utils, *Manager, *Helper or *Impl") {
                @Override
                public void check(JavaClass origin, ConditionEvents events) {
                  if (origin.getSimpleName().matches(".*(Utils|Manager|Helper|Impl)")) {
                    violated(events, origin, origin.getName() + " has a name that says nothing");
                  }
                }
              })
          .allowEmptyShould(true);

  /// The package directly below the root; empty for the root itself.
  private static String layer(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT)
        ? ""
        : Splitter.on('.').split(name.substring(ROOT.length() + 1)).iterator().next();
  }

  private static boolean mayDepend(JavaClass origin, String from, String to) {
    if (from.equals(to)) {
      return true;
    }
    boolean sugar = origin.getName().equals(SUGAR) || origin.getName().startsWith(SUGAR + "$");
    if (sugar && SUGAR_MAY_SEE.contains(to)) {
      return true;
    }
    return RANK.getOrDefault(to, Integer.MAX_VALUE) < RANK.getOrDefault(from, Integer.MIN_VALUE);
  }

  private static ArchRule noAccess(String what, Predicate<JavaAccess<?>> banned) {
    return classes()
        .should(
            new ArchCondition<JavaClass>("not " + what) {
              @Override
              public void check(JavaClass origin, ConditionEvents events) {
                for (JavaAccess<?> access : origin.getAccessesFromSelf()) {
                  if (banned.test(access)) {
                    violated(events, origin, access.getDescription());
                  }
                }
              }
            })
        .allowEmptyShould(true);
  }

  private static void violated(ConditionEvents events, JavaClass origin, String message) {
    events.add(SimpleConditionEvent.violated(origin, message));
  }
}
