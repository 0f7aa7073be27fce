/** The Dockerfile as stages and steps, read by a real parser; only the instructions that ours uses are known. */
import { Copy, DockerfileParser } from 'dockerfile-ast';

export type Step =
  | { kind: 'COPY'; from: string | undefined; sources: string[]; to: string }
  | { kind: 'RUN'; command: string }
  | { kind: 'WORKDIR'; folder: string }
  | { kind: 'ENV'; name: string; value: string }
  | { kind: 'USER'; user: string }
  | { kind: 'EXPOSE'; ports: number[] }
  | { kind: 'ENTRYPOINT'; command: string[] };

export type Stage = { name: string; image: string; steps: Step[] };

const stepOf = (keyword: string, text: string, from: string | undefined): Step => {
  const words = text.split(/\s+/);
  switch (keyword) {
    case 'COPY':
      return { kind: 'COPY', from, sources: words.slice(0, -1), to: words.at(-1) ?? '' };
    case 'RUN':
      return { kind: 'RUN', command: text };
    case 'WORKDIR':
      return { kind: 'WORKDIR', folder: text };
    case 'ENV': {
      const [name = '', value = ''] = text.split('=', 2);
      return { kind: 'ENV', name, value };
    }
    case 'USER':
      return { kind: 'USER', user: text };
    case 'EXPOSE':
      return { kind: 'EXPOSE', ports: words.map(Number) };
    case 'ENTRYPOINT':
      return { kind: 'ENTRYPOINT', command: JSON.parse(text) as string[] };
    default:
      throw new Error(`the Dockerfile says ${keyword}, which this check has yet to learn`);
  }
};

/** The stages of a Dockerfile, in order; the last one is the image. @throws {Error} for an instruction not known here. */
export const stagesOf = (text: string): Stage[] => {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const said = instruction.getArgumentsContent() ?? '';
    if (keyword === 'FROM') {
      const [image = '', , name = ''] = said.split(/\s+/);
      stages.push({ name, image, steps: [] });
    } else {
      const from = instruction instanceof Copy ? instruction.getFromFlag()?.getValue() : undefined;
      stages.at(-1)?.steps.push(stepOf(keyword, said, from ?? undefined));
    }
  }
  return stages;
};
