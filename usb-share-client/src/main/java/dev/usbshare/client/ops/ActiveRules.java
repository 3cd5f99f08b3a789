package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.store.StoredRule;
import dev.usbshare.client.store.StoredRules;
import java.util.List;
import java.util.stream.Stream;

/** What is attached unasked: the settings' rules, and those that people added. */
final class ActiveRules {

    private final ClientNode node;
    private final StoredRules stored;
    private final List<AttachRule> ofSettings;

    ActiveRules(ClientNode node, StoredRules stored, ClientProperties properties) {
        this.node = node;
        this.stored = stored;
        this.ofSettings = properties.rules();
    }

    List<AttachRule> ofSettings() {
        return ofSettings;
    }

    /** Has them hold, after a change of what is stored. */
    void apply() {
        List<AttachRule> all = Stream.concat(
                        ofSettings.stream(), stored.all().stream().map(StoredRule::rule))
                .toList();
        node.attachments().setRules(all, node.servers());
    }
}
