package dev.usbshare.console;

import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Proposes what can be typed next: words of verbs, options that were not given, and values, which may be those of the running
 * service. JLine picks what fits what is typed already.
 */
final class VerbCompleter implements Completer {

    private static final String COMMANDS = "commands";
    private static final String OPTIONS = "options";

    private final ConsoleParser parser;

    VerbCompleter(ConsoleParser parser) {
        this.parser = parser;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        try {
            propose(line, candidates);
        } catch (ManagementException e) {
            // The service does not answer: whoever types on is told why.
        }
    }

    void propose(ParsedLine line, List<Candidate> candidates) {
        int at = Math.max(0, Math.min(line.wordIndex(), line.words().size()));
        List<String> before = line.words().subList(0, at);
        String current = at < line.words().size() ? line.word().substring(0, Math.max(0, line.wordCursor())) : "";
        ConsoleParser.Match match = parser.match(before);
        if (match.words() == before.size()) {
            verbs(before, candidates);
        }
        match.verb()
                .ifPresent(verb -> parameters(verb, before.subList(match.words(), before.size()), current, candidates));
    }

    private void verbs(List<String> before, List<Candidate> candidates) {
        String prefix = before.isEmpty() ? "" : String.join(" ", before) + " ";
        parser.verbs().filter(verb -> verb.getName().startsWith(prefix)).forEach(verb -> {
            String rest = verb.getName().substring(prefix.length());
            String word = rest.split(" ", 2)[0];
            String says = word.equals(rest) ? verb.getDescription() : null;
            if (candidates.stream().noneMatch(c -> c.value().equals(word))) {
                candidates.add(new Candidate(word, word, COMMANDS, says, null, null, true));
            }
        });
    }

    private static void parameters(Verb verb, List<String> given, String current, List<Candidate> candidates) {
        if (!given.isEmpty()
                && given.getLast().startsWith("-")
                && !given.getLast().contains("=")) {
            Optional<Parameter> open = option(verb, given.getLast()).filter(Parameter::takesValue);
            if (open.isPresent()) {
                values("", open.get(), candidates);
                return;
            }
        }
        int equals = current.indexOf('=');
        if (current.startsWith("--") && equals > 0) {
            option(verb, current.substring(0, equals))
                    .ifPresent(o -> values(current.substring(0, equals + 1), o, candidates));
            return;
        }
        verb.options().stream()
                .filter(o -> o.isRepeatable() || !isGiven(o, given))
                .forEach(o -> candidates.add(
                        new Candidate("--" + o.name(), "--" + o.name(), OPTIONS, o.description(), null, null, true)));
        argument(verb, given).ifPresent(argument -> values("", argument, candidates));
    }

    private static void values(String prefix, Parameter parameter, List<Candidate> candidates) {
        for (Choices.Choice choice : parameter.choices().now()) {
            String says = choice.says().isEmpty() ? null : choice.says();
            candidates.add(
                    new Candidate(prefix + choice.value(), choice.value(), parameter.name(), says, null, null, true));
        }
    }

    /** The argument that the next word would be. */
    private static Optional<Parameter> argument(Verb verb, List<String> given) {
        int position = 0;
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i);
            if (!word.startsWith("-")) {
                position++;
            } else if (!word.contains("=")
                    && option(verb, word).filter(Parameter::takesValue).isPresent()) {
                i++;
            }
        }
        List<Parameter> arguments = verb.arguments();
        if (position < arguments.size()) {
            return Optional.of(arguments.get(position));
        }
        return arguments.isEmpty() || !arguments.getLast().isRepeatable()
                ? Optional.empty()
                : Optional.of(arguments.getLast());
    }

    private static Optional<Parameter> option(Verb verb, String word) {
        if (word.startsWith("--")) {
            return verb.option(word.substring(2));
        }
        return word.length() == 2 ? verb.option(word.charAt(1)) : Optional.empty();
    }

    private static boolean isGiven(Parameter option, List<String> given) {
        return given.stream()
                .anyMatch(word -> word.equals("--" + option.name())
                        || word.startsWith("--" + option.name() + "=")
                        || (option.shortName() != ' ' && word.equals("-" + option.shortName())));
    }
}
