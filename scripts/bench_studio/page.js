// Runs in the page before the studio: frame times, and the moment at which a job stands drawn.
(() => {
  const next = () => new Promise((done) => requestAnimationFrame(done));
  // After the frame in which this is called was painted.
  const painted = async () => {
    await next();
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });
    return performance.now();
  };
  const mounted = () => ({
    nodes: document.querySelectorAll('.react-flow__node').length,
    edges: document.querySelectorAll('.react-flow__edge').length + Number(document.querySelector('[data-edges]')?.dataset.edges ?? 0),
  });
  const bench = {
    mounted,
    painted,
    async drawn(nodes, edges) {
      for (;;) {
        const now = mounted();
        if (now.nodes >= nodes && now.edges >= edges) return painted();
        await next();
      }
    },
    // The job as it opens: some of its cards and lines, once the tools around them stand.
    async opened() {
      for (;;) {
        const now = mounted();
        if (now.nodes > 0 && now.edges > 0 && window.__test?.viewport) return painted();
        await next();
      }
    },
    frames: null,
    begin() {
      const frames = [];
      bench.frames = frames;
      let last = performance.now();
      const tick = () => {
        if (bench.frames !== frames) return;
        const now = performance.now();
        frames.push(now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    },
    end() {
      const frames = bench.frames.slice(1);
      bench.frames = null;
      return frames;
    },
    async timed(action) {
      const begin = performance.now();
      await action();
      return (await painted()) - begin;
    },
  };
  const set = (name, node, field, after) => ({
    name,
    object: node.name,
    key: '',
    changes: [{ kind: 'set', list: 'nodes', id: node.id, path: [field], before: node[field], after }],
  });
  const edits = [
    (store, node) => store.run(set('move', node, 'position', { x: node.position.x + 16, y: node.position.y })),
    (store, node, turn) => {
      store.run(set('change_node', node, 'description', `edit ${turn}`));
      store.select({ nodes: [node.id], edges: [] });
    },
    (store, node, turn) => {
      const item = { ...node, id: `x_${turn}`, name: `x_${turn}` };
      const index = store.get().doc.nodes.length;
      store.run({ name: 'add_node', object: item.name, key: '', changes: [{ kind: 'insert', list: 'nodes', index, item }] });
    },
    (store) => {
      for (let i = 0; i < 3; i += 1) store.undo();
    },
    (store) => {
      store.redo();
      store.select({ nodes: [], edges: [] });
    },
  ];
  bench.edit = (turn) => {
    const { store } = window.__test;
    const { nodes } = store.get().doc;
    edits[turn % edits.length](store, nodes[turn % nodes.length], turn);
  };
  window.__bench = bench;
})();
