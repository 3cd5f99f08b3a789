package dev.usbshare.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands on the command line, parted into the program's own options and the words of a command for the console, from the first
 * word that is no option on. Options of the program are understood after the command too, where the command has none of that name.
 *
 * @param options as {@link CommandLine} reads them
 * @param words the command with its own options; empty if there is none
 */
record Typed(List<String> options, List<String> words) {

    static Typed of(List<Option> known, boolean hasConsole, List<String> arguments) {
        var options = new ArrayList<String>();
        var words = new ArrayList<String>();
        boolean onlyWords = !hasConsole;
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean inCommand = !words.isEmpty();
            if (onlyWords || (!word.startsWith("-") && hasConsole)) {
                (hasConsole ? words : options).add(word);
            } else if (word.equals("--") && inCommand) {
                onlyWords = true;
                words.add(word);
            } else if (!inCommand || isOfProgram(word, known)) {
                options.add(word);
                if (takesNext(word, known) && i + 1 < arguments.size()) {
                    options.add(arguments.get(++i));
                }
            } else {
                words.add(word);
            }
        }
        return new Typed(List.copyOf(options), List.copyOf(words));
    }

    /** Settings, and the few options that say where the service is and what went wrong. */
    private static boolean isOfProgram(String word, List<Option> known) {
        return CommandLine.isSetting(word)
                || option(word, known).filter(Option::isOfConsole).isPresent();
    }

    private static boolean takesNext(String word, List<Option> known) {
        return !word.contains("=")
                && option(word, known).filter(o -> o.argument() != null).isPresent();
    }

    private static Optional<Option> option(String word, List<Option> known) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        return known.stream().filter(o -> name.equals("--" + o.name())).findFirst();
    }
}
