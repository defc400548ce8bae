/**
 * How people write in Brazilian chats, folded: a word, and what is meant. Single letters stand here only
 * where they are hardly ever the letter itself.
 */
const LINES = `
vc voce | vcs voces | ce voce | oce voce | tb tambem | tbm tambem | tmb tambem | pq porque | porq porque | pk porque
q que | oq o que | oque o que | qq qualquer | qdo quando | qnd quando | qndo quando | qto quanto | qnt quanto
qnto quanto | qts quantos | qtos quantos | ql qual | cm como | cmo como | kd cade | naum nao | nn nao | n nao
ss sim | pra para | pro para o | pras para as | pros para os | p para | dps depois | hj hoje | amnh amanha
msm mesmo | mto muito | mt muito | mta muita | mts muitos | td tudo | tds todos | blz beleza | obg obrigado
obgd obrigado | obgda obrigada | brigado obrigado | brigada obrigada | vlw valeu | flw tchau | pfv por favor
pf por favor | pfvr por favor | plz por favor | pls por favor | cmg comigo | ctg contigo | to estou | tou estou
ta esta | tah esta | tava estava | eh e | neh nao e | ne nao e | aki aqui | msg mensagem | msgs mensagens
doc documento | docs documentos | nro numero | num numero | tel telefone | fone telefone | cel celular
info informacao | infos informacoes | fzr fazer | qro quero | qria queria | gnt gente | nd nada | ngm ninguem
algm alguem | pagto pagamento | pgto pagamento | adv advogado
`;

export const CHAT_SPELLINGS: ReadonlyMap<string, string> = new Map(
  LINES.split(/[|\n]/)
    .map((entry) => entry.trim().split(' '))
    .filter(([word]) => word !== '')
    .map(([word = '', ...meant]) => [word, meant.join(' ')]),
);
