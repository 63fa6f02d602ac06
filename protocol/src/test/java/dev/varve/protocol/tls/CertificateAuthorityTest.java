package dev.varve.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private static final Uid REPOSITORY = Uid.parse("000102030405060708090a0b0c0d0e0f");

    private final SecureRandom random = new SecureRandom();
    private final CertificateAuthority authority = create();

    @Test
    void serverCertificateNamesTheRepository() throws Exception {
        X509Certificate server = authority.issueServer(REPOSITORY).certificate();

        server.verify(authority.authority().certificate().getPublicKey());
        assertThat(server.getSubjectAlternativeNames().toString())
                .contains("000102030405060708090a0b0c0d0e0f.varve.internal");
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void clientCertificateNamesClientAndVault() throws Exception {
        X509Certificate client = authority.issueClient("web-1", "prod").certificate();

        ClientIdentity identity = ClientIdentity.of(client);

        assertThat(identity)
                .isEqualTo(new ClientIdentity("web-1", "prod", client.getSerialNumber()));
        assertThat(client.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void serverCertificateIsNoClientIdentity() throws Exception {
        X509Certificate server = authority.issueServer(REPOSITORY).certificate();

        assertThatThrownBy(() -> ClientIdentity.of(server))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not a client's");
    }

    @Test
    void anotherAuthorityDidNotSign() throws Exception {
        X509Certificate client = authority.issueClient("web-1", "prod").certificate();

        assertThatThrownBy(() -> client.verify(create().authority().certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void pemGoesThereAndBack() throws Exception {
        CertifiedKey client = authority.issueClient("web-1", "prod");

        assertThat(Pem.readCertificate(Pem.write(client.certificate())))
                .isEqualTo(client.certificate());
        assertThat(Pem.readPrivateKey(Pem.write(client.privateKey())))
                .isEqualTo(client.privateKey());
        assertThatThrownBy(() -> Pem.readPrivateKey(Pem.write(client.certificate())))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("PRIVATE KEY");
    }

    private CertificateAuthority create() {
        try {
            return CertificateAuthority.create(REPOSITORY, Clock.systemUTC(), random);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
