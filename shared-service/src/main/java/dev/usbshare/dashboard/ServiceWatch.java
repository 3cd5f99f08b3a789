package dev.usbshare.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import dev.usbshare.tui.Outside;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The running service as a dashboard sees it.
 *
 * @param <S> the dashboard's state
 * @param <D> what a look brings
 */
public final class ServiceWatch<S, D> implements Outside<S, News<D>, Call> {

    /** A service that does not answer for so long is shown as one that does not answer. */
    private static final Duration LOOK_PATIENCE = Duration.ofSeconds(3);

    /** Attaching may take this long. */
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Reads what a dashboard shows. */
    @FunctionalInterface
    public interface Reader<S, D> {

        /** @throws ManagementException if the service gives no answer */
        D read(ManagementClient service, S state);
    }

    private final ManagementClient looks;
    private final ManagementClient calls;
    private final Reader<S, D> reader;

    public ServiceWatch(ManagementClient client, Reader<S, D> reader) {
        this.looks = client.withPatience(LOOK_PATIENCE);
        this.calls = client.withPatience(CALL_PATIENCE);
        this.reader = reader;
    }

    /** The rows or the row that an answer holds; members that nobody knows are left out. */
    public static <T> T read(JsonNode answer, Class<T> type) {
        return JSON.treeToValue(answer, type);
    }

    @Override
    public News<D> look(S state) {
        try {
            return new News.Seen<>(reader.read(looks, state));
        } catch (ManagementException e) {
            return new News.Silent<>(String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            return new News.Silent<>("the service's answer is not understood; is it of another release?");
        }
    }

    @Override
    public News<D> carryOut(Call call) {
        try {
            JsonNode answer = switch (call.method()) {
                case POST -> calls.post(call.resource(), call.body());
                case DELETE -> calls.delete(call.resource());
                case LOOK -> JsonNodeFactory.instance.missingNode();
            };
            return new News.Done<>(call, answer);
        } catch (ManagementException e) {
            return new News.Refused<>(call, String.valueOf(e.getMessage()));
        }
    }
}
