package dev.usbshare.console.verbs;

import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.TextTable;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code identity}: who this node is. */
public final class IdentityVerbs implements Verbs {

    private static final String GROUP = "Identity";

    private final ManagementClient client;

    public IdentityVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("identity show")
                        .alias("identity")
                        .in(GROUP)
                        .says("show this node's id and fingerprint")
                        .json()
                        .does(this::show),
                Verb.named("identity rotate")
                        .in(GROUP)
                        .says("give this node another key from its next start on; approved peers follow")
                        .flag("yes", "do not ask")
                        .json()
                        .does(this::rotate));
    }

    private void show(Invocation call) {
        JsonNode identity = client.get("identity");
        if (call.json()) {
            call.json(identity);
            return;
        }
        call.say("node id      " + identity.path("nodeId").asString());
        call.say("fingerprint  " + identity.path("fingerprint").asString());
        call.say("key          " + identity.path("keyFile").asString());
        if (!identity.path("earlierIds").isEmpty()) {
            call.say("earlier ids  " + TextTable.text(identity.path("earlierIds")));
        }
        if (identity.path("nextNodeId").isString()) {
            call.say("next id      " + identity.path("nextNodeId").asString() + ", from the next start on");
        }
    }

    private void rotate(Invocation call) throws Exception {
        call.confirm("Give this node another key at its next start?");
        JsonNode rotation = client.post(Resource.of("identity", "rotate"), Map.of());
        call.done(
                rotation,
                "node id " + rotation.path("newNodeId").asString() + " from the next start on, in the place of "
                        + rotation.path("oldNodeId").asString() + "\n"
                        + rotation.path("note").asString());
    }
}
