# docker build -t tpchmodel .
# docker run --rm -v "$PWD:/project" tpchmodel build --select gold+
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.licenses=Apache-2.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY sample sample
COPY LICENSE ./
RUN ln -s /app/dist/cli/main.cjs /usr/local/bin/tpchmodel \
    && mkdir /project && chown node:node /project
# The project is mounted here; the user must be able to write to it: `docker run --user "$(id -u):$(id -g)"` otherwise.
WORKDIR /project
USER node
ENTRYPOINT ["tpchmodel"]
CMD ["--help"]
