package dev.varve.repo.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.varve.protocol.error.ProtocolException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real SMTP server in this process. */
class MailTest {
    private static final String PASSWORD = "sword fish";
    private static final AlarmNotice NOTICE =
            new AlarmNotice(
                    AlarmNotice.Event.RAISED,
                    new Alarm(
                            AlarmKind.CHECK_FINDINGS,
                            Severity.CRITICAL,
                            "check\r\nBcc: evil@example.org",
                            "Ümlaut: 2 things wrong",
                            "See varve jobs show check.",
                            1_000),
                    2_000);

    private static final String STORE_PASSWORD = "changeit";
    private static final String STORE_FILE_PROPERTY = "greenmail.tls.keystore.file";
    private static final String STORE_PASSWORD_PROPERTY = "greenmail.tls.keystore.password";

    @TempDir static Path shared = Path.of("");
    @TempDir Path folder = Path.of("");
    private String host = "127.0.0.1";
    private @Nullable GreenMail server;

    private GreenMail start(String protocol) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", protocol);
        GreenMail started = new GreenMail(setup);
        started.start();
        server = started;
        return started;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private Mail mail(
            int port,
            MailServer.Encryption encryption,
            boolean login,
            @Nullable SSLSocketFactory trust)
            throws IOException {
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        MailServer at =
                new MailServer(
                        host,
                        port,
                        encryption,
                        login ? "varve" : null,
                        login ? password : null,
                        Duration.ofSeconds(5),
                        trust);
        return new Mail(
                at,
                new Mail.Letter(
                        "varve@example.org", List.of("a@example.org", "b@example.org"), "repo-1"));
    }

    @Test
    void allReceiversGetOneLetterThatSaysWhatWhereAndWhatToDo() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTP);

        mail(to.getSmtp().getPort(), MailServer.Encryption.NONE, false, null).send(NOTICE);

        MimeMessage[] got = to.getReceivedMessages();
        assertThat(got).hasSize(2);
        assertThat(got[0].getContent().toString())
                .contains("Ümlaut: 2 things wrong", "See varve jobs show check.", "repo-1");
        assertThat(got[0].getFrom()[0]).hasToString("varve@example.org");
    }

    @Test
    void wordsInTheSubjectAddNoHeader() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTP);

        mail(to.getSmtp().getPort(), MailServer.Encryption.NONE, false, null).send(NOTICE);

        MimeMessage got = to.getReceivedMessages()[0];
        assertThat(got.getHeader("Bcc")).isNull();
        assertThat(got.getSubject())
                .startsWith("[varve] RAISED CRITICAL: CHECK_FINDINGS check")
                .doesNotContain("\n");
    }

    @Test
    void overTlsItLogsInWithThePasswordOfTheFile() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTPS);
        to.setUser("varve@example.org", "varve", PASSWORD);

        mail(to.getSmtps().getPort(), MailServer.Encryption.TLS, true, trusting()).send(NOTICE);

        assertThat(to.getReceivedMessages()).hasSize(2);
    }

    @Test
    void aServerThatNobodyVouchesForGetsNothing() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTPS);

        assertThatThrownBy(() ->
                        mail(to.getSmtps().getPort(), MailServer.Encryption.TLS, true, null)
                                .send(NOTICE))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(PASSWORD);
        assertThat(to.getReceivedMessages()).isEmpty();
    }

    @Test
    void withoutStartTlsNothingIsSentWhenItIsAskedFor() {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTP);

        assertThatThrownBy(() ->
                        mail(to.getSmtp().getPort(), MailServer.Encryption.STARTTLS, true, null)
                                .send(NOTICE))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(PASSWORD);
        assertThat(to.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPasswordIsNotTriedAgain() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTPS);
        to.setUser("varve@example.org", "varve", "another");

        assertThatThrownBy(() ->
                        mail(to.getSmtps().getPort(), MailServer.Encryption.TLS, true, trusting())
                                .send(NOTICE))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code().retriable()).isFalse())
                .hasMessageNotContaining(PASSWORD);
    }

    @Test
    void aServerThatIsNotThereMayBeThereLater() throws IOException {
        GreenMail gone = start(ServerSetup.PROTOCOL_SMTP);
        int port = gone.getSmtp().getPort();
        gone.stop();

        assertThatThrownBy(() -> mail(port, MailServer.Encryption.NONE, false, null).send(NOTICE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(ProtocolException.class);
    }

    @Test
    void aServerOfAnotherNameGetsNothing() throws Exception {
        GreenMail to = start(ServerSetup.PROTOCOL_SMTPS);
        host = "localhost";

        assertThatThrownBy(() ->
                        mail(to.getSmtps().getPort(), MailServer.Encryption.TLS, true, trusting())
                                .send(NOTICE))
                .isInstanceOf(IOException.class);
        assertThat(to.getReceivedMessages()).isEmpty();
    }

    /** The test server takes one certificate for all of a process; this is of 127.0.0.1 alone. */
    @BeforeAll
    static void identity() throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "mail",
                                "-dname",
                                "CN=mail",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                STORE_PASSWORD,
                                "-keystore",
                                keyStore().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(keytool.waitFor()).isZero();
        System.setProperty(STORE_FILE_PROPERTY, keyStore().toString());
        System.setProperty(STORE_PASSWORD_PROPERTY, STORE_PASSWORD);
    }

    @AfterAll
    static void leaveNothing() {
        System.clearProperty(STORE_FILE_PROPERTY);
        System.clearProperty(STORE_PASSWORD_PROPERTY);
    }

    private static Path keyStore() {
        return shared.resolve("mail.p12");
    }

    /** Trusts the test server. */
    private static SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(keyStore().toFile(), STORE_PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", store.getCertificate("mail"));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context.getSocketFactory();
    }
}
