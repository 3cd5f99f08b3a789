package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every management endpoint of a service answers to a request that it cannot make anything of: one clear line. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class WrongRequestsContract {

    private static final Pattern LINK = Pattern.compile("\"href\":\"http://localhost/actuator/([^\"]+)\"");
    private static final Pattern ONE_LINE = Pattern.compile("\\{\"error\":\"[^\"\\n]{10,}(?:\\\\\"[^\"\\n]*)*\"}");

    private final String endpoint;
    private final int changing;

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    /**
     * @param endpoint one that takes a POST
     * @param changing how many there are at the least
     */
    protected WrongRequestsContract(String endpoint, int changing) {
        this.endpoint = endpoint;
        this.changing = changing;
    }

    protected abstract RunningService service(Path state);

    @BeforeAll
    void start(@TempDir Path state) {
        service = service(state);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private List<String> endpoints() throws IOException {
        String links = UnixHttp.get(service.management().socket(), "/actuator");
        var endpoints = new ArrayList<String>();
        LINK.matcher(links)
                .results()
                .forEach(link -> endpoints.add(link.group(1).replaceAll("\\{.*?}", "1")));
        return endpoints;
    }

    private static void assertClear(String answer) {
        assertThat(answer).contains("Content-Type: application/json");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body).matches(ONE_LINE).doesNotContain("Exception", "tools.jackson", "timestamp", "\u001b");
    }

    @Test
    void malformedJson_isAnsweredByEachEndpoint_withWhatIsWrongAndWhatToDo() throws Exception {
        int refused = 0;
        for (String path : endpoints()) {
            String answer = service.management().post(path, "{'name':'x");

            if (answer.contains(" 405")) {
                assertThat(answer).contains("POST does nothing here; use ");
            } else {
                assertThat(answer)
                        .as(path)
                        .contains(" 400", "the body is no JSON: it ends too early, line 1, column ", "send one object");
                refused++;
            }
            assertClear(answer);
        }
        assertThat(refused).isGreaterThanOrEqualTo(changing);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'a':'b'\u001b} | the body is no JSON: ",
                "{name:'x'} | the body is no JSON: Unexpected character ('n' (code 110)",
                "nonsense | the body is no JSON: Unrecognized token 'nonsense'",
                "['a'] | the body is not what an endpoint takes; send one object such as",
                "'text' | the body is not what an endpoint takes; send one object such as",
                "{'name':{'first':'x'}} | name must be a text, a number, true or false; a list is a text with commas",
                "{'name':['x']} | name must be a text, a number, true or false; a list is a text with commas",
            })
    void bodyThatIsNoObjectOfTexts_isAnsweredInOneLine(String body, String why) throws Exception {
        String answer = service.management().post(endpoint, body);

        assertThat(answer).contains(" 400", why);
        assertClear(answer);
    }

    @Test
    void pathThatLeadsNowhere_isSaidToBeNone() throws Exception {
        String answer = service.management().get("no-such-endpoint");

        assertThat(answer).contains(" 404", "there is nothing at /actuator/no-such-endpoint; GET /actuator lists");
        assertClear(answer);
    }
}
