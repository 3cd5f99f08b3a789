package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two people do with both services: one hands over a ticket, one changes a key, and the rules go on holding. */
class ServicePairTest {

    @SuppressWarnings("NullAway.Init")
    private ServicePair pair;

    @BeforeEach
    void start(@TempDir Path state) throws Exception {
        pair = new ServicePair(state);
    }

    @AfterEach
    void stop() {
        pair.close();
    }

    private void awaitDevices(int count) {
        TestNode.await()
                .untilAsserted(() -> assertThat(pair.client.get("servers"))
                        .contains("\"state\":\"connected\"", "\"devices\":" + count));
    }

    @Test
    void ticketOfTheServersEndpoint_admitsTheClient_andGrantsItsDevice() throws Exception {
        String issued = pair.server.post(
                "tickets", "{'name':'guest','grants':'99-1','validFor':'1h','addresses':'" + pair.address() + "'}");
        String ticket = ServicePair.field(issued, "text");
        assertThat(pair.server.get("peers")).doesNotContain(pair.clientId());

        assertThat(pair.client.post("servers", "{'ticket':'" + ticket.substring(0, ticket.length() - 1) + "'}"))
                .as("truncated")
                .contains(" 400", "missing")
                .doesNotContain(ticket.substring(0, ticket.length() - 1));
        assertThat(pair.client.get("servers")).endsWith("[]");
        assertThat(pair.client.post("servers", "{'ticket':'" + ticket + "','name':'shed'}"))
                .contains(" 200", "\"name\":\"shed\"", pair.serverId());

        awaitDevices(1);
        assertThat(pair.client.get("devices")).contains("\"busId\":\"99-1\"").doesNotContain("99-2");
        assertThat(pair.client.post("attachments", "{'device':'99-2'}")).contains(" 404");
        assertThat(pair.client.post("attachments", "{'device':'99-1'}")).contains(" 200", "\"state\":\"attached\"");
        assertThat(pair.server.get("leases")).contains("\"busId\":\"99-1\"", "\"holder\":\"guest\"");
        assertThat(pair.server.get("peers/" + pair.clientId()))
                .contains(" 200", "\"name\":\"guest\"", "\"grants\":[\"99-1\"]");
        String other = NodeKey.generate().id().toString();
        pair.server.post("peers", "{'id':'" + other + "','name':'neighbour'}");
        assertThat(pair.server.get("policies/99-1/neighbour"))
                .contains("\"allowed\":false", "\"code\":\"LEASED\"", "\"name\":\"guest\"")
                .contains("device 99-1 is in use by guest since", "this peer may wait, as number 1 in line");
        assertThat(pair.server.get("policies/99-1/guest")).contains("\"allowed\":true", "this peer has the device");
        assertThat(pair.server.get("tickets/" + ServicePair.field(issued, "id")))
                .contains("\"status\":\"redeemed\"", pair.clientId());
        assertThat(pair.client.get("audit")).contains("server-added", "device-attached");
        assertThat(pair.server.get("audit"))
                .contains("ticket-issued", "ticket-redeemed", "peer-approved", "lease-granted")
                .doesNotContain(ticket);

        pair.restartClient();
        awaitDevices(1);
    }

    @Test
    void peerWithANewKey_keepsItsPolicies_whole() throws Exception {
        String old = pair.clientId();
        assertThat(pair.server.post("peers", "{'id':'" + old + "','name':'laptop'}"))
                .contains(" 200");
        assertThat(pair.server.post("policies", "{'name':'hers','devices':'99-2','peers':'" + old + "'}"))
                .contains(" 200");
        assertThat(pair.server.post("policies", "{'name':'slow','devices':'*','takeOver':'" + old + "'}"))
                .contains(" 200");
        assertThat(pair.client.post(
                        "servers", "{'id':'" + pair.serverId() + "','address':'" + pair.address() + "','name':'shed'}"))
                .contains(" 200");
        awaitDevices(2);
        assertThat(pair.client.post("attachments", "{'device':'99-2'}")).contains(" 200");

        String rotated = ServicePair.field(pair.client.post("identity/rotate", "{}"), "newNodeId");
        pair.restartClient();
        assertThat(pair.clientId()).isEqualTo(rotated).isNotEqualTo(old);
        awaitDevices(2);

        assertThat(pair.client.post("attachments", "{'device':'99-2'}")).contains(" 200", "\"state\":\"attached\"");
        assertThat(pair.server.get("policies")).contains("\"peers\":\"" + rotated, "\"takeOver\":\"" + rotated);
        assertThat(pair.server.get("policies") + pair.server.get("peers")).doesNotContain(old);
        assertThat(pair.server.get("policies/99-2/" + rotated)).contains("\"allowed\":true");
        assertThat(pair.server.get("policies/99-2/" + old)).contains(" 404", "not approved");
        assertThat(pair.server.get("audit")).contains("peer-identity-followed", rotated);
    }
}
