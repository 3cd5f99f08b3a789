package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class IdentityHistoryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

    /** first, then its successors. */
    private static List<NodeKey> keys(int rotations) {
        var keys = new ArrayList<>(List.of(NodeKey.generate()));
        for (int i = 1; i <= rotations; i++) {
            keys.add(keys.getLast().successor(NOW.plusSeconds(i)));
        }
        return keys;
    }

    private static PeerIdentity presentedBy(NodeKey key) throws CertificateException {
        return NodeCertificate.identityOf(decode(NodeCertificate.selfSigned(key).getEncoded()));
    }

    private static X509Certificate decode(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** A certificate with whatever history its holder likes. */
    private static X509Certificate certificate(NodeKey key, byte[] history) throws Exception {
        var name = new X500Name("CN=forger");
        var builder = new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                name,
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                        key.id().toBytes()));
        builder.addExtension(NodeCertificate.HISTORY, false, history);
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("Ed25519").build(key.privateKey())));
    }

    @Test
    void successor_isFollowedFromEachEarlierKey_withinItsLimit() throws Exception {
        List<NodeKey> keys = keys(6);

        PeerIdentity presented = presentedBy(keys.getLast());

        assertThat(presented.id()).isEqualTo(keys.getLast().id());
        assertThat(presented.history().statements()).hasSize(IdentityHistory.MAX_STATEMENTS);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(presented.continues(keys.get(i).id())).as("key %d", i).isEqualTo(i >= 2);
        }
        assertThat(presented.continues(NodeKey.generate().id())).isFalse();
    }

    @Test
    void clockThatWasSetBack_doesNotStopARotation() throws Exception {
        NodeKey first = NodeKey.generate();

        NodeKey last = first.successor(NOW).successor(Instant.EPOCH).successor(Instant.EPOCH.minusSeconds(1));

        assertThat(presentedBy(last).continues(first.id())).isTrue();
    }

    @Test
    void oldKey_isNotTheNewNode() throws Exception {
        List<NodeKey> keys = keys(1);

        assertThat(presentedBy(keys.getFirst()).continues(keys.getLast().id())).isFalse();
    }

    @Test
    void anyFlippedBitOfAStatement_isNotFollowed() {
        List<NodeKey> keys = keys(1);
        byte[] good = keys.getLast().history().encode();
        var random = new Random(4);
        for (int i = 0; i < 200; i++) {
            int bit = 8 + random.nextInt((good.length - 1) * 8);
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(IdentityHistory.decode(bad).leadsFrom(keys.getFirst().id()))
                        .as("bit %d", bit)
                        .isFalse();
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void statementSignedByTheNewKeyAlone_isForged() throws Exception {
        NodeKey victim = NodeKey.generate();
        NodeKey thief = NodeKey.generate();
        RotationStatement stolen = RotationStatement.sign(NodeKey.generate(), thief, NOW);
        var forged = new RotationStatement(victim.id(), thief.id(), NOW, stolen.byOld(), stolen.byNew());

        PeerIdentity presented = NodeCertificate.identityOf(
                certificate(thief, IdentityHistory.of(List.of(forged)).encode()));

        assertThat(presented.continues(victim.id())).isFalse();
        assertThat(presented.continues(thief.id())).isTrue();
    }

    @Test
    void statementOfSomebodyElse_isRefusedWithItsCertificate() throws Exception {
        List<NodeKey> keys = keys(1);
        NodeKey thief = NodeKey.generate();
        X509Certificate certificate =
                certificate(thief, keys.getLast().history().encode());

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> NodeCertificate.identityOf(certificate))
                .withMessageContaining("another key");
    }

    @Test
    void reordered_cyclic_tooLongAndOlderThanBefore_areRefused() {
        List<NodeKey> keys = keys(5);
        List<RotationStatement> four = keys.get(4).history().statements();
        var five = new ArrayList<>(four);
        five.add(RotationStatement.sign(keys.get(4), NodeKey.generate(), NOW.plusSeconds(9)));

        assertRefused(four.reversed(), "begin where");
        assertRefused(List.of(four.get(0), four.get(2)), "begin where");
        assertRefused(five, "more than 4");
        assertRefused(
                List.of(
                        RotationStatement.sign(keys.get(0), keys.get(1), NOW),
                        RotationStatement.sign(keys.get(1), keys.get(0), NOW)),
                "back to an earlier key");
        assertRefused(List.of(RotationStatement.sign(keys.get(0), keys.get(0), NOW)), "back to an earlier key");
        assertRefused(
                List.of(
                        RotationStatement.sign(keys.get(0), keys.get(1), NOW),
                        RotationStatement.sign(keys.get(1), keys.get(2), NOW.minusSeconds(1))),
                "older");
    }

    private static void assertRefused(List<RotationStatement> statements, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IdentityHistory.of(statements))
                .withMessageContaining(reason);
    }

    @Test
    void unknownFormat_isNoHistory_butTheKeyStillCounts() throws Exception {
        List<NodeKey> keys = keys(1);
        byte[] encoded = keys.getLast().history().encode();
        encoded[0] = 2;

        PeerIdentity presented = NodeCertificate.identityOf(certificate(keys.getLast(), encoded));

        assertThat(presented.continues(keys.getFirst().id())).isFalse();
        assertThat(presented.continues(keys.getLast().id())).isTrue();
    }

    @Test
    void cutAnywhere_isRefusedWithItsCertificate() throws Exception {
        NodeKey key = keys(1).getLast();
        byte[] whole = key.history().encode();
        for (int length : new int[] {0, 2, 40, 100, whole.length - 1}) {
            X509Certificate certificate = certificate(key, java.util.Arrays.copyOf(whole, length));

            assertThatExceptionOfType(CertificateException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> NodeCertificate.identityOf(certificate));
        }
    }

    @Test
    void history_endsWithTheKeyThatIsInUse() {
        List<NodeKey> keys = keys(3);
        IdentityHistory whole = keys.get(3).history();

        assertThat(whole.endingWith(keys.get(2).id()).earlierIds())
                .containsExactly(keys.get(1).id(), keys.get(0).id());
        assertThat(whole.endingWith(keys.get(0).id()).isEmpty()).isTrue();
        assertThat(whole.endingWith(NodeKey.generate().id()).isEmpty()).isTrue();
    }
}
