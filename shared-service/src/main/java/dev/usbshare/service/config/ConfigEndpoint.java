package dev.usbshare.service.config;

import dev.usbshare.service.Answers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code config}: the settings in force. {@code POST .../reload} reads the file again; what is wrong with it is answered with 400, and changes
 * nothing.
 */
@Endpoint(id = "config")
final class ConfigEndpoint {

    /** @param file null if the service was started without one */
    record Config(@Nullable String file, List<ConfigReload.Row> settings) {}

    private final ConfigReload reload;

    ConfigEndpoint(ConfigReload reload) {
        this.reload = reload;
    }

    @ReadOperation
    Config config() {
        return new Config(reload.file().orElse(null), reload.settings());
    }

    @WriteOperation
    WebEndpointResponse<Object> change(@Selector String verb) {
        if (!verb.equals("reload")) {
            return Answers.failure(Answers.NOT_FOUND, "the configuration can be reloaded: POST .../reload");
        }
        return switch (reload.reload()) {
            case ConfigReload.Outcome.Done done -> Answers.done(done);
            case ConfigReload.Outcome.Refused(var error) -> Answers.failure(Answers.BAD_REQUEST, error);
            case ConfigReload.Outcome.Nothing nothing ->
                Answers.failure(
                        Answers.CONFLICT, "the service was started without --config: there is no file to reload");
        };
    }
}
