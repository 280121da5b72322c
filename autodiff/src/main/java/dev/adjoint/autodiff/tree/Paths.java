package dev.adjoint.autodiff.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A choice of leaves of a tree by patterns of their paths.
/// - `layers[0].weight` names a leaf, `layers[0]` all leaves below;
/// - `*` stands for a name or a list position, `**` for anything: `layers[*].bias`,
///   `decoder.**.bias`;
/// - `**.` in front may stand for nothing, so `**.bias` is every bias; `**` alone is every leaf.
///
/// A pattern that matches nothing is an error, since it is a misspelling or a model that changed.
public record Paths(List<String> patterns) {
  /// Copies the patterns.
  public Paths {
    patterns = List.copyOf(patterns);
  }

  /// The leaves that any of the patterns names.
  public static Paths of(String... patterns) {
    return new Paths(List.of(patterns));
  }

  /// Those of the paths that are chosen, in their order. Throws [TreeException] for a pattern that
  /// matches none.
  public Set<String> in(Collection<String> paths) {
    Set<String> chosen = new LinkedHashSet<>();
    for (String pattern : patterns) {
      Pattern regex = regex(pattern);
      List<String> matches = paths.stream().filter(path -> regex.matcher(path).matches()).toList();
      if (matches.isEmpty()) {
        throw new TreeException(
            "[tree] the pattern %s matches no path; there are %s".formatted(pattern, some(paths)));
      }
      chosen.addAll(matches);
    }
    return new LinkedHashSet<>(paths.stream().filter(chosen::contains).toList());
  }

  private static List<String> some(Collection<String> paths) {
    List<String> some = new ArrayList<>(paths.stream().limit(12).toList());
    if (paths.size() > some.size()) {
      some.add("...");
    }
    return some;
  }

  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      if (pattern.startsWith("**.", i) && i == 0) {
        regex.append("(?:.*\\.)?");
        i += 3;
      } else if (pattern.startsWith("**", i)) {
        regex.append(".*");
        i += 2;
      } else if (pattern.charAt(i) == '*') {
        regex.append("[^.\\[\\]]*");
        i++;
      } else {
        regex.append(Pattern.quote(pattern.substring(i, i + 1)));
        i++;
      }
    }
    return Pattern.compile(regex + "(?:[.\\[].*)?");
  }
}
