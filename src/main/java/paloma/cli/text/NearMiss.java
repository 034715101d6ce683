package paloma.cli.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** <em>Any thread.</em> Finds the name that a mistyped word probably stands for. */
public final class NearMiss {
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 40;

    /** One error per this many letters is tolerated, and at least one error. */
    private static final int LETTERS_PER_ERROR = 3;

    private NearMiss() {}

    /**
     * Returns the name with the fewest errors: a missing, additional or wrong letter, or two swapped letters. If all have
     * too many, returns the only name that has {@code word} as its start or as one of its parts between dashes, or that
     * {@code word} starts with. Dashes in front and upper case are ignored.
     */
    public static Optional<String> of(String word, Collection<String> names) {
        String typed = bare(word);
        if (typed.length() < MIN_LENGTH || typed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String nearest = null;
        int fewest = Math.max(1, typed.length() / LETTERS_PER_ERROR) + 1;
        for (String name : names) {
            int errors = errors(typed, bare(name));
            if (errors < fewest) {
                fewest = errors;
                nearest = name;
            }
        }
        return nearest == null ? onlyMatch(names, name -> areRelated(typed, bare(name))) : Optional.of(nearest);
    }

    private static Optional<String> onlyMatch(Collection<String> names, Predicate<String> matches) {
        List<String> found = names.stream().filter(matches).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static boolean areRelated(String typed, String name) {
        return name.startsWith(typed)
                || name.length() >= MIN_LENGTH && typed.startsWith(name)
                || Arrays.asList(name.split("-")).contains(typed);
    }

    private static String bare(String word) {
        return word.replaceFirst("^-+", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the optimal string alignment distance (restricted Damerau-Levenshtein distance). */
    private static int errors(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
        }
        return last[b.length()];
    }
}
