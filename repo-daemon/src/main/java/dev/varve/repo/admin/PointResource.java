package dev.varve.repo.admin;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Restore points of a vault, and the chains that their images form. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
public final class PointResource {
    private final DaemonState state;

    PointResource(DaemonState state) {
        this.state = state;
    }

    /** A restore point. */
    public record PointView(
            String point,
            String client,
            long committedMillis,
            long clientMillis,
            String consistency,
            long warnings,
            String retentionMode,
            long retentionSeconds,
            long readBytes,
            long sentBytes,
            long storedBytes,
            String state,
            List<ImageView> images) {
        static PointView of(PointDocument point) {
            return new PointView(
                    uid(point.getPointId()),
                    point.getClient(),
                    point.getCommittedMillis(),
                    point.getClientMillis(),
                    point.getConsistency(),
                    point.getWarnings(),
                    point.getRetention().getMode(),
                    point.getRetention().getDurationSeconds(),
                    point.getReadBytes(),
                    point.getSentBytes(),
                    point.getStoredBytes(),
                    point.getState(),
                    point.getImagesList().stream().map(ImageView::of).toList());
        }
    }

    /** One image of a point. */
    public record ImageView(
            String chain, String kind, String root, long sizeBytes, int blockBytes) {
        static ImageView of(PointImage image) {
            return new ImageView(
                    image.getChain(),
                    kindOf(image),
                    Id.at(image.getRoot().toByteArray(), 0).toString(),
                    image.getSizeBytes(),
                    image.getBlockBytes());
        }
    }

    /** A chain, by its newest image. */
    public record ChainView(
            String chain,
            String kind,
            int images,
            String newestPoint,
            long newestCommittedMillis,
            long sizeBytes) {}

    /** Oldest first. */
    @GET
    @Path("{vault}/points")
    public Page<PointView> points(
            @PathParam("vault") String vault,
            @QueryParam("chain") @DefaultValue("") String chain,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        ListPoints request = ListPoints.newBuilder().setChain(chain).build();
        Page<PointDocument> page =
                Page.of(list(vault, request), point -> uid(point.getPointId()), limit, after);
        return new Page<>(page.items().stream().map(PointView::of).toList(), page.next());
    }

    @GET
    @Path("{vault}/points/{point}")
    public PointView point(@PathParam("vault") String vault, @PathParam("point") String point)
            throws IOException {
        List<PointDocument> found =
                list(vault, ListPoints.newBuilder().setPointId(parse(point)).build());
        if (found.isEmpty()) {
            throw unknown(point);
        }
        return PointView.of(found.getFirst());
    }

    /** By name. */
    @GET
    @Path("{vault}/chains")
    public Page<ChainView> chains(
            @PathParam("vault") String vault,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        SortedMap<String, ChainView> chains = new TreeMap<>();
        for (PointDocument point : list(vault, ListPoints.getDefaultInstance())) {
            for (PointImage image : point.getImagesList()) {
                ChainView before = chains.get(image.getChain());
                chains.put(
                        image.getChain(),
                        new ChainView(
                                image.getChain(),
                                kindOf(image),
                                before == null ? 1 : before.images() + 1,
                                uid(point.getPointId()),
                                point.getCommittedMillis(),
                                image.getSizeBytes()));
            }
        }
        return Page.of(List.copyOf(chains.values()), ChainView::chain, limit, after);
    }

    private List<PointDocument> list(String vault, ListPoints request) throws IOException {
        return Stores.vault(state, vault).listPoints(request).getPointsList();
    }

    private static ByteString parse(String point) throws ProtocolException {
        try {
            return ByteString.copyFrom(Uid.parse(point).toBytes());
        } catch (IllegalArgumentException noUid) {
            throw unknown(point);
        }
    }

    private static ProtocolException unknown(String point) {
        return new ProtocolException(
                ErrorCode.POINT_UNKNOWN, "no restore point \"" + point + "\" in this vault", "");
    }

    private static String uid(ByteString bytes) {
        return Uid.of(bytes.toByteArray()).toString();
    }

    private static String kindOf(PointImage image) {
        return image.getKind().name().replace("IMAGE_KIND_", "").toLowerCase(Locale.ROOT);
    }
}
