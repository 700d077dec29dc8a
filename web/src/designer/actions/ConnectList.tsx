/** The keyboard's way to draw an edge: a search among the nodes where it may lead, and no others. */

import i18next from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchDialog } from '../../commands/SearchDialog';
import { announce } from '../../components/ui/announce';
import { NodeIcon } from '../../components/ui/Icon';
import { Marked } from '../../components/ui/Marked';
import type { JobDefinition } from '../../lib/definition';
import { fuzzyRank } from '../../lib/fuzzy';
import { useDesigner, useDocument } from '../context';
import { edgeKey } from '../model/changes';
import { edgeByKey, nodeById } from '../model/document';
import { illegalSources, illegalTargets } from '../model/graph';
import { type EdgeEnd, reconnect, wireManyToOne, wireOneToMany } from '../model/wiring';
import type { ActionContext } from './action';
import { type ConnectWish, connectList } from './connectList';

const MOST = 200;

function endOf(direction: ConnectWish['direction']): EdgeEnd {
  return direction === 'to' ? 'target' : 'source';
}

/** Where an edge of every one of the ends may lead. */
function legalEnds(doc: JobDefinition, { ends, direction, edge }: ConnectWish): string[] {
  const illegal = ends.map((id) =>
    direction === 'to' ? illegalTargets(doc, id, edge) : illegalSources(doc, id, edge),
  );
  const there = edge === undefined ? undefined : edgeByKey(doc, edge)?.[endOf(direction)];
  const barred = (id: string) => id === there || ends.includes(id) || illegal.every((map) => map.has(id));
  return doc.nodes.map((node) => node.id).filter((id) => !barred(id));
}

export function ConnectList({ wish, context }: { wish: ConnectWish; context: () => ActionContext }) {
  const { t } = useTranslation();
  const { types } = useDesigner();
  const { doc } = useDocument();
  const [asked, setAsked] = useState('');
  const nodes = useMemo(() => legalEnds(doc, wish).flatMap((id) => nodeById(doc, id) ?? []), [doc, wish]);
  const names = wish.ends.map((id) => nodeById(doc, id)?.name ?? id).join(', ');
  const question = wish.direction === 'to' ? 'connect.to' : 'connect.from';
  const label = t(wish.edge === undefined ? question : `connect.edge_${endOf(wish.direction)}`, { name: names });
  const rows = useMemo(
    () =>
      fuzzyRank(nodes, (node) => node.name, asked)
        .slice(0, MOST)
        .map(({ item, ranges }) => ({
          id: item.id,
          content: (
            <>
              <NodeIcon icon={types.get(item.type)?.icon ?? item.type} size={16} className="t3" />
              <span className="ell">
                <Marked text={item.name} ranges={ranges} />
              </span>
              <span className="t3 end s12">{types.get(item.type)?.label ?? item.type}</span>
            </>
          ),
        })),
    [nodes, asked, types],
  );
  const close = () => connectList.show(null);
  const putEnd = (edge: string, id: string) => {
    const { store } = context();
    const [fast = ''] = wish.ends;
    store.run(reconnect(store.get().doc, edge, endOf(wish.direction), id));
    store.select({
      edges: [edgeKey(wish.direction === 'to' ? { source: fast, target: id } : { source: id, target: fast })],
    });
  };
  const pick = (id: string) => {
    const { store } = context();
    const now = store.get().doc;
    if (wish.edge !== undefined) {
      close();
      putEnd(wish.edge, id);
      return;
    }
    const [first = ''] = wish.ends;
    const command = wish.direction === 'to' ? wireManyToOne(now, wish.ends, id) : wireOneToMany(now, id, [first]);
    close();
    if (command.changes.length === 0) announce(i18next.t('connect.refused'));
    else store.run(command);
  };
  return (
    <SearchDialog
      label={label}
      asked={asked}
      onAsk={setAsked}
      rows={rows}
      none={t(nodes.length === 0 ? 'connect.none' : 'palette.nothing')}
      onPick={(row) => pick(row.id)}
      onClose={close}
      testId="connect-list"
    />
  );
}
