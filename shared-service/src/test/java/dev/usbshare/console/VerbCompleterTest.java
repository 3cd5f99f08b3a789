package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerbCompleterTest {

    private final VerbCompleter completer = new VerbCompleter(new ConsoleParser(SampleVerbs.registry()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|fail, help, things",
                "th|fail, help, things",
                "things |--json, --limit, list, rename, share",
                "things l|--json, --limit, list, rename, share",
                "things list |--json, --limit",
                "things list --json |--limit",
                "things list --limit |10, 100",
                "things list --limit=|--limit=10, --limit=100",
                "things list -n 1|10, 100",
                "things share |--tag, --yes, apple, my pear",
                "things share apple --yes |--tag, apple, my pear",
                "things share apple --tag red |--tag, --yes, apple, my pear",
                "things share --tag r|green, red",
                "things rename apple |''",
                "coffee |''",
            })
    void proposals_areWhatCanFollow(String line, String values) {
        var candidates = new ArrayList<Candidate>();
        completer.propose(new DefaultParser().parse(line, line.length(), Parser.ParseContext.COMPLETE), candidates);

        List<String> proposed =
                candidates.stream().map(Candidate::value).sorted().toList();
        assertThat(String.join(", ", proposed)).isEqualTo(values);
    }
}
