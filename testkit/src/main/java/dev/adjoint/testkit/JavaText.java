package dev.adjoint.testkit;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Op;
import dev.adjoint.autodiff.tensor.DType;
import dev.adjoint.autodiff.tensor.Dim;
import dev.adjoint.autodiff.tensor.Shape;
import dev.adjoint.autodiff.tensor.Tensor;
import dev.adjoint.autodiff.tensor.TensorType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A [GraphCase] as a Java test to paste: it builds the graph by the public API, op by op, and
/// holds it against an [Oracle].
final class JavaText {
  private final SortedSet<String> imports = new TreeSet<>();
  private final Map<Expr, String> names = new HashMap<>();
  private final List<String> lines = new ArrayList<>();

  private JavaText() {}

  /// The source of a test class.
  ///
  /// @param subject an expression for the [Subject] that is examined
  static String test(GraphCase graph, Oracle oracle, String className, String subject) {
    return new JavaText().source(graph, oracle, className, subject);
  }

  private String source(GraphCase graph, Oracle oracle, String className, String subject) {
    for (Expr node : Graph.topological(graph.outputs())) {
      String name =
          (node instanceof Input ? "x" : node instanceof Constant ? "c" : "n") + names.size();
      names.put(node, name);
      lines.add(
          switch (node) {
            case Input input ->
                "%s %s = Input.of(%s, %s);"
                    .formatted(use(Input.class), name, quoted(input.label()), type(input.type()));
            case Constant constant ->
                "%s %s = %s.of(%s);"
                    .formatted(
                        use(Expr.class), name, use(Constant.class), tensor(constant.value()));
            case Apply apply ->
                "%s %s = %s.of(%s);"
                    .formatted(use(Expr.class), name, op(apply.op()), named(apply.operands()));
          });
    }
    lines.add(
        "%s<Input, %s> at = new %s<>();"
            .formatted(use(Map.class), use(Tensor.class), use(LinkedHashMap.class)));
    use(Input.class);
    graph
        .bindings()
        .forEach((x, value) -> lines.add("at.put(%s, %s);".formatted(names.get(x), tensor(value))));
    lines.add(
        "%s graph = new GraphCase(%s.of(%s), at);"
            .formatted(use(GraphCase.class), use(List.class), named(graph.outputs())));
    lines.add("%s.%s.check(graph, %s);".formatted(use(Oracle.class), oracle.name(), subject));
    use(Subject.class);
    imports.add("org.junit.jupiter.api.Test");
    return imports.stream().map("import %s;\n"::formatted).collect(Collectors.joining())
        + "\nclass %s {\n  @Test\n  void holds() {\n".formatted(className)
        + lines.stream().map("    %s\n"::formatted).collect(Collectors.joining())
        + "  }\n}\n";
  }

  /// The name of a class, which is imported.
  private String use(Class<?> type) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    imports.add(outermost.getName());
    return type.getCanonicalName().substring(outermost.getPackageName().length() + 1);
  }

  private String named(List<Expr> nodes) {
    return nodes.stream().map(names::get).collect(Collectors.joining(", "));
  }

  private String op(Op op) {
    if (op.equals(StraightThrough.OP)) {
      return use(StraightThrough.class) + ".OP";
    }
    if (!(op instanceof Record)) {
      throw new IllegalArgumentException("[%s] is no record".formatted(op.name()));
    }
    String arguments =
        Arrays.stream(op.getClass().getRecordComponents())
            .map(component -> value(read(op, component)))
            .collect(Collectors.joining(", "));
    return "new %s(%s)".formatted(use(op.getClass()), arguments);
  }

  private static Object read(Op op, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(op);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private String value(Object value) {
    return switch (value) {
      case Integer i -> i.toString();
      case Long l -> l + "L";
      case Boolean b -> b.toString();
      case Double d -> number(d);
      case String s -> quoted(s);
      case Enum<?> e -> use(e.getDeclaringClass()) + "." + e.name();
      case Dim dim -> "%s.of(%d)".formatted(use(Dim.class), dim.size());
      case Shape shape -> shape(shape);
      case TensorType type -> "%s.of(%s)".formatted(use(TensorType.class), type(type));
      case SortedSet<?> set -> "new %s<>(%s)".formatted(use(TreeSet.class), list(set));
      case List<?> list -> list(list);
      case Op op -> op(op);
      default -> throw new IllegalArgumentException("no Java text for " + value.getClass());
    };
  }

  private String list(Collection<?> values) {
    return "%s.of(%s)"
        .formatted(
            use(List.class), values.stream().map(this::value).collect(Collectors.joining(", ")));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// Dtype and sizes.
  private String type(TensorType type) {
    return use(DType.class) + "." + type.dtype().name() + sizes(type.shape());
  }

  private String shape(Shape shape) {
    return use(Shape.class)
        + (shape.rank() == 0 ? ".scalar()" : ".of(%s)".formatted(sizes(shape).substring(2)));
  }

  private static String sizes(Shape shape) {
    return Arrays.stream(shape.sizes()).mapToObj(n -> ", " + n).collect(Collectors.joining());
  }

  private String tensor(Tensor tensor) {
    if (tensor.size() == 0) {
      return "%s.zeros(%s.of(%s))"
          .formatted(use(Tensor.class), use(TensorType.class), type(tensor.type()));
    }
    String elements =
        IntStream.range(0, tensor.size())
            .mapToObj(i -> element(tensor, i))
            .collect(Collectors.joining(", "));
    return "%s.of(%s, %s)".formatted(use(Tensor.class), shape(tensor.shape()), elements);
  }

  private static String element(Tensor tensor, int i) {
    return switch (tensor.dtype()) {
      case FLOAT64 -> number(tensor.toDoubleArray()[i]);
      case FLOAT32 -> number(tensor.toFloatArray()[i]);
      case INT64 ->
          tensor.toLongArray()[i] == Long.MIN_VALUE
              ? "Long.MIN_VALUE"
              : tensor.toLongArray()[i] + "L";
      case BOOL -> String.valueOf(tensor.toBooleanArray()[i]);
    };
  }

  private static String number(double x) {
    return Double.isFinite(x)
        ? Double.toString(x)
        : "Double." + (Double.isNaN(x) ? "NaN" : x > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY");
  }

  private static String number(float x) {
    return Float.isFinite(x)
        ? x + "f"
        : "Float." + (Float.isNaN(x) ? "NaN" : x > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY");
  }
}
