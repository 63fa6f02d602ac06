package dev.varve.repo.admin;

import dev.varve.repo.store.ChainOrder;
import dev.varve.repo.store.VaultStore;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** In how many pieces the newest images of a vault lie. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
public final class OrderResource {
    private final DaemonState state;

    OrderResource(DaemonState state) {
        this.state = state;
    }

    /** The newest image of one chain, as it was found to lie. */
    public record OrderView(
            String chain, long storedBytes, long runs, long runsPerGib, long measuredMillis) {
        static OrderView of(ChainOrder order) {
            return new OrderView(
                    order.chain(),
                    order.storedBytes(),
                    order.runs(),
                    order.runsPerGib(),
                    order.measuredMillis());
        }
    }

    /** As compaction, or who asked, found them since the start; by the name of the chain. */
    @GET
    @Path("{vault}/order")
    public Page<OrderView> known(
            @PathParam("vault") String vault,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        return page(Stores.vault(state, vault).knownOrder(), limit, after);
    }

    /** Walks all newest images first, which takes its time. */
    @POST
    @Path("{vault}/order/measure")
    public Page<OrderView> measure(
            @PathParam("vault") String vault,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        VaultStore store = Stores.vault(state, vault);
        return page(store.order(), limit, after);
    }

    private static Page<OrderView> page(List<ChainOrder> orders, int limit, String after)
            throws IOException {
        List<OrderView> all =
                orders.stream()
                        .map(OrderView::of)
                        .sorted(Comparator.comparing(OrderView::chain))
                        .toList();
        return Page.of(all, OrderView::chain, limit, after);
    }
}
