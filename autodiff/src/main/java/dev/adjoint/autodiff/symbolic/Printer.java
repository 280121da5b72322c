package dev.adjoint.autodiff.symbolic;

import dev.adjoint.autodiff.graph.Apply;
import dev.adjoint.autodiff.graph.Constant;
import dev.adjoint.autodiff.graph.Expr;
import dev.adjoint.autodiff.graph.Graph;
import dev.adjoint.autodiff.graph.Input;
import dev.adjoint.autodiff.graph.Notation;
import dev.adjoint.autodiff.graph.Notation.Strength;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A graph as readable text, one equation a line: named and shared nodes first, then the outputs.
///
/// ```text
/// z1 = x·w1ᵀ + b1                      float64[m=4, 3]
/// a1 = σ(z1)                           float64[m=4, 3]
/// ```
///
/// Broadcasts are hidden. A line is never much longer than 80 characters, however deep the graph.
public final class Printer {
  private static final int WIDTH = 72;

  private final Map<Expr, Integer> uses = new HashMap<>();
  private final Map<Expr, Piece> pieces = new HashMap<>();
  private final Map<Expr, List<String>> outputNames = new HashMap<>();
  private final Set<String> taken = new LinkedHashSet<>();
  private final Set<String> inputNames = new LinkedHashSet<>();
  private final List<Line> lines = new ArrayList<>();
  private int unnamed;

  private record Line(String name, String formula, Expr node) {}

  private Printer() {}

  /// The text of outputs under the names they have, or `out1`, `out2`, … .
  public static String text(Expr... outputs) {
    Map<String, Expr> named = new LinkedHashMap<>();
    for (int i = 0; i < outputs.length; i++) {
      String name = outputs[i].name().orElse("out" + (i + 1));
      while (named.containsKey(name)) {
        name += "'";
      }
      named.put(name, outputs[i]);
    }
    return text(named);
  }

  /// The text of outputs under given names, in the order of the map.
  public static String text(Map<String, ? extends Expr> outputs) {
    Printer printer = new Printer();
    printer.print(outputs);
    StringBuilder text = new StringBuilder();
    int column =
        printer.lines.stream()
            .mapToInt(l -> l.name.length() + 3 + l.formula.length())
            .filter(length -> length <= WIDTH)
            .max()
            .orElse(0);
    for (Line line : printer.lines) {
      String equation = line.name + " = " + line.formula;
      String gap = " ".repeat(Math.max(2, column + 2 - equation.length()));
      text.append(equation).append(gap).append(line.node.type()).append('\n');
    }
    return text.toString();
  }

  private void print(Map<String, ? extends Expr> outputs) {
    List<Expr> order = Graph.topological(outputs.values());
    taken.addAll(outputs.keySet());
    outputs.forEach(
        (name, node) -> outputNames.computeIfAbsent(node, _ -> new ArrayList<>()).add(name));
    for (Expr node : order) {
      node.name().ifPresent(taken::add);
      node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
    }
    Set<String> given = new LinkedHashSet<>();
    for (Expr node : order) {
      Piece piece = formula(node);
      List<String> names = outputNames.get(node);
      if (names != null) {
        names.forEach(name -> lines.add(new Line(name, piece.text(), node)));
        pieces.put(node, Piece.atom(names.getFirst()));
        given.addAll(names);
      } else if (node instanceof Apply apply && needsLine(apply, piece)) {
        String name =
            apply
                .name()
                .filter(n -> !outputs.containsKey(n) && given.add(n))
                .orElseGet(this::fresh);
        lines.add(new Line(name, piece.text(), node));
        pieces.put(node, Piece.atom(name));
      } else {
        pieces.put(node, piece);
      }
    }
  }

  private String fresh() {
    String name;
    do {
      name = "t" + ++unnamed;
    } while (taken.contains(name));
    return name;
  }

  private boolean needsLine(Apply node, Piece piece) {
    if (node.name().isPresent()) {
      return true;
    }
    return switch (node.op().notation()) {
      case Notation.Transparent _, Notation.Symbol _ -> false;
      case Notation.Superscript _ ->
          piece.text().length() > WIDTH / 2
              || (uses.getOrDefault(node, 0) > 1 && !isAtom(node.operands().getFirst()));
      case Notation.Infix _, Notation.Prefix _, Notation.Fence _, Notation.Function _ ->
          uses.getOrDefault(node, 0) > 1 || piece.text().length() > WIDTH / 2;
    };
  }

  private boolean isAtom(Expr node) {
    return piece(node).strength() == Strength.ATOM;
  }

  private Piece formula(Expr node) {
    return switch (node) {
      case Input input -> Piece.atom(label(input));
      case Constant constant -> Piece.constant(constant);
      case Apply apply -> formula(apply);
    };
  }

  /// The input's name, or another if an earlier input has it.
  private String label(Input input) {
    String label = input.label();
    while (!inputNames.add(label)) {
      label += "'";
    }
    return label;
  }

  private Piece formula(Apply node) {
    List<Piece> x = node.operands().stream().map(this::piece).toList();
    return switch (node.op().notation()) {
      case Notation.Infix(String symbol, _, Strength strength) -> {
        String between = symbol.equals("·") ? symbol : " " + symbol + " ";
        yield new Piece(x.get(0).within(strength) + between + x.get(1).rightOf(strength), strength);
      }
      case Notation.Prefix(String symbol, _, Strength strength) ->
          new Piece(symbol + x.getFirst().within(strength), strength);
      case Notation.Superscript(String symbol, _) ->
          new Piece(x.getFirst().within(Strength.ATOM) + symbol, Strength.POWER);
      case Notation.Fence(String open, String close, _, _) ->
          Piece.atom(open + x.getFirst().text() + close);
      case Notation.Function(String symbol, _, List<String> parameters) -> {
        Stream<String> arguments = Stream.concat(x.stream().map(Piece::text), parameters.stream());
        yield Piece.atom(symbol + "(" + String.join(", ", arguments.toList()) + ")");
      }
      case Notation.Symbol(String symbol, _) -> Piece.symbol(symbol);
      case Notation.Transparent() -> x.getFirst();
    };
  }

  private Piece piece(Expr node) {
    Piece piece = pieces.get(node);
    if (piece == null) {
      throw new IllegalStateException("operands come before their users");
    }
    return piece;
  }
}
