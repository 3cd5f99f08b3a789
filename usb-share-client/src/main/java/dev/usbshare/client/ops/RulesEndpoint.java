package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.store.StoredRule;
import dev.usbshare.client.store.StoredRules;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.DevicePattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code rules}: what is attached unasked. Lists, adds ({@code POST {"server": ..., "device": ...}}, the server optional) and removes
 * ({@code DELETE .../id}). Rules of the settings have no id and are changed there.
 */
@Component
@Endpoint(id = "rules")
final class RulesEndpoint {

    private static final int MAX_RULES = 1000;

    /** A rule; without an id it is of the settings. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(@Nullable Long id, @Nullable String server, String device, String source) {}

    private final ClientNode node;
    private final StoredRules stored;
    private final ServerMemory memory;
    private final ActiveRules active;

    RulesEndpoint(ClientNode node, StoredRules stored, ServerMemory memory, ActiveRules active) {
        this.node = node;
        this.stored = stored;
        this.memory = memory;
        this.active = active;
    }

    @ReadOperation
    List<Row> rules() {
        var rows = new ArrayList<Row>();
        active.ofSettings()
                .forEach(r -> rows.add(new Row(null, r.server(), r.device().toString(), "settings")));
        stored.all().forEach(r -> rows.add(row(r)));
        return rows;
    }

    @WriteOperation
    synchronized WebEndpointResponse<Object> add(@Nullable String server, String device) {
        DevicePattern pattern;
        try {
            pattern = DevicePattern.parse(device);
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
        if (server != null && node.server(server).isEmpty()) {
            return Answers.failure(Answers.NOT_FOUND, "no server is named '" + server + "'; see servers");
        }
        List<StoredRule> known = stored.all();
        var rule = new AttachRule(server, pattern);
        if (known.stream().anyMatch(r -> r.rule().equals(rule))
                || active.ofSettings().contains(rule)) {
            return Answers.failure(Answers.CONFLICT, "there is such a rule already");
        }
        if (known.size() == MAX_RULES) {
            return Answers.failure(Answers.CONFLICT, "there are " + MAX_RULES + " rules; remove one first");
        }
        memory.record(new ClientEvent.RuleAdded(ClientEvent.OPERATOR, describe(rule)));
        StoredRule added = stored.add(rule);
        active.apply();
        return Answers.done(row(added));
    }

    @DeleteOperation
    synchronized WebEndpointResponse<Object> remove(@Selector String id) {
        long number;
        try {
            number = Long.parseLong(id);
        } catch (NumberFormatException e) {
            return Answers.failure(Answers.BAD_REQUEST, "'" + id + "' is no rule's id; see rules");
        }
        var rule = stored.all().stream().filter(r -> r.id() == number).findFirst();
        if (rule.isEmpty()) {
            return Answers.failure(Answers.NOT_FOUND, "there is no rule " + number + " that was added; see rules");
        }
        memory.record(new ClientEvent.RuleRemoved(
                ClientEvent.OPERATOR, describe(rule.get().rule())));
        stored.remove(number);
        active.apply();
        return Answers.done();
    }

    private static Row row(StoredRule rule) {
        return new Row(rule.id(), rule.rule().server(), rule.rule().device().toString(), "added");
    }

    private static String describe(AttachRule rule) {
        return (rule.server() == null ? "*" : rule.server()) + " " + rule.device();
    }
}
