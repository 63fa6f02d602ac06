package dev.varve.protocol.tls;

import dev.varve.protocol.model.Names;
import dev.varve.protocol.model.Uid;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authority of one repository: EC P-256, signatures SHA-256 with ECDSA. Issues the
 * daemon's certificate and those of its clients; nothing else in the world trusts it. Safe for use
 * by many threads.
 */
public final class CertificateAuthority {
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(25 * 365);
    private static final Duration SERVER_LIFETIME = Duration.ofDays(10 * 365);
    private static final Duration CLIENT_LIFETIME = Duration.ofDays(5 * 365);

    /** Clocks of two hosts may differ: a certificate made just now must hold at once. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);

    private static final int SERIAL_BITS = 127;
    private static final String SIGNATURE = "SHA256withECDSA";

    private final CertifiedKey authority;
    private final Clock clock;
    private final SecureRandom random;

    /** An authority that exists already, as {@link #authority} gave it. */
    public CertificateAuthority(CertifiedKey authority, Clock clock, SecureRandom random) {
        this.authority = authority;
        this.clock = clock;
        this.random = random;
    }

    /** Makes the authority of a new repository. */
    public static CertificateAuthority create(Uid repositoryId, Clock clock, SecureRandom random)
            throws GeneralSecurityException {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, "Varve repository " + repositoryId)
                        .build();
        KeyPair keys = newKeys(random);
        Validity validity = Validity.from(clock, AUTHORITY_LIFETIME);
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, random),
                            validity.notBefore(),
                            validity.notAfter(),
                            name,
                            keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            CertifiedKey authority =
                    new CertifiedKey(keys.getPrivate(), sign(builder, keys.getPrivate()));
            return new CertificateAuthority(authority, clock, random);
        } catch (CertIOException e) {
            throw new GeneralSecurityException("cannot encode the authority's certificate", e);
        }
    }

    /** The authority's own key and certificate. Clients get the certificate only. */
    public CertifiedKey authority() {
        return authority;
    }

    /** A fresh key and certificate for the daemon, good for TLS servers only. */
    public CertifiedKey issueServer(Uid repositoryId) throws GeneralSecurityException {
        String host = ServerNames.of(repositoryId);
        // The subject names the repository in full; the host name is what clients verify.
        X500Name subject =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, "Varve daemon " + repositoryId)
                        .build();
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, host));
        return issue(subject, KeyPurposeId.id_kp_serverAuth, SERVER_LIFETIME, names);
    }

    /** A fresh key and certificate for a client of a vault, good for TLS clients only. */
    public CertifiedKey issueClient(String client, String vault) throws GeneralSecurityException {
        X500Name subject =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.OU, Names.requireShort("vault", vault))
                        .addRDN(BCStyle.CN, Names.requireShort("client", client))
                        .build();
        return issue(subject, KeyPurposeId.id_kp_clientAuth, CLIENT_LIFETIME, null);
    }

    private CertifiedKey issue(
            X500Name subject,
            KeyPurposeId purpose,
            Duration lifetime,
            @Nullable GeneralNames alternativeNames)
            throws GeneralSecurityException {
        KeyPair keys = newKeys(random);
        Validity validity = Validity.from(clock, lifetime);
        X500Principal issuer = authority.certificate().getSubjectX500Principal();
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(issuer.getEncoded()),
                            new BigInteger(SERIAL_BITS, random),
                            validity.notBefore(),
                            validity.notAfter(),
                            subject,
                            keys.getPublic());
            addLeafExtensions(builder, keys.getPublic(), purpose);
            if (alternativeNames != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames);
            }
            return new CertifiedKey(keys.getPrivate(), sign(builder, authority.privateKey()));
        } catch (CertIOException e) {
            throw new GeneralSecurityException("cannot encode the certificate of " + subject, e);
        }
    }

    private void addLeafExtensions(
            X509v3CertificateBuilder builder, PublicKey key, KeyPurposeId purpose)
            throws GeneralSecurityException, CertIOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                identifiers.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("cannot sign with " + SIGNATURE, e);
        }
    }

    private static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    @SuppressWarnings("JavaUtilDate") // Bouncy Castle's builder takes nothing else
    private record Validity(Date notBefore, Date notAfter) {
        static Validity from(Clock clock, Duration lifetime) {
            Instant now = clock.instant();
            return new Validity(
                    Date.from(now.minus(CLOCK_TOLERANCE)), Date.from(now.plus(lifetime)));
        }
    }
}
