package dev.usbshare.service.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What somebody may have meant who mistyped a word. */
public final class DidYouMean {

    /** Names that a line can hold. */
    private static final int MOST = 3;

    private DidYouMean() {}

    /** The known words nearest to it; none if all are far. */
    public static List<String> closest(String word, Collection<String> known) {
        int limit = Math.max(1, Math.min(3, word.length() / 3));
        Map<String, Integer> distances =
                known.stream().distinct().collect(Collectors.toMap(k -> k, k -> distance(word, k)));
        int least = distances.values().stream().min(Comparator.naturalOrder()).orElse(Integer.MAX_VALUE);
        return least > limit
                ? List.of()
                : distances.entrySet().stream()
                        .filter(e -> e.getValue() == least)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .limit(MOST)
                        .toList();
    }

    /** {@code ; did you mean a or b?}, or nothing. */
    public static String question(List<String> words) {
        return words.isEmpty() ? "" : "; did you mean " + String.join(" or ", words) + "?";
    }

    /** Letters put in, left out, changed, or swapped with a neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : least(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int least(int[][] d, String a, String b, int i, int j) {
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + changed);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
