package dev.varve.repo.index;

class MemoryIndexTest extends IndexContract {
    @Override
    Index index() {
        return new MemoryIndex();
    }
}
